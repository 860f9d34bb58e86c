"""Reads each host language: a finder and a decoder of string literals."""
