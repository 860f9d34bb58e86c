;; extends
; Made by grammar/generate_queries.py: strings that are named as filters and begin as a filter.

((keyword_argument name: (identifier) @_name value: (string (string_content) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((keyword_argument name: (identifier) @_name value: (concatenated_string (string (string_content) @injection.content)))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((keyword_argument name: (identifier) @_name value: (parenthesized_expression (string (string_content) @injection.content)))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((pair key: (string) @_name value: (string (string_content) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((assignment left: (_) @_name right: (string (string_content) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((assignment left: (_) @_name right: (parenthesized_expression (string (string_content) @injection.content)))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((default_parameter name: (identifier) @_name value: (string (string_content) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((typed_default_parameter name: (identifier) @_name value: (string (string_content) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))
