;; extends
; Made by grammar/generate_queries.py: strings that are named as filters and begin as a filter.

((value_argument (identifier) @_name (string_literal) @injection.content)
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((property_declaration (variable_declaration (identifier) @_name) (string_literal) @injection.content)
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((call_expression (navigation_expression (identifier) @_name .) (value_arguments . (value_argument (string_literal) @injection.content)))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))
