"""Moves code off v1: finds the calls that end, plans the calls that replace them, and writes those in the file's own style."""
