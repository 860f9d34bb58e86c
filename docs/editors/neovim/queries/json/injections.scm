;; extends
; Made by grammar/generate_queries.py: strings that are named as filters and begin as a filter.

((pair key: (string) @_name value: (string) @injection.content)
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))
