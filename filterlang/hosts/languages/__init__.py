"""The host languages: a finder and a decoder of string literals each."""
