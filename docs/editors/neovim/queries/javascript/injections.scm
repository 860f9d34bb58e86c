;; extends
; Made by grammar/generate_queries.py: strings that are named as filters and begin as a filter.

((pair key: (_) @_name value: (string) @injection.content)
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((pair key: (_) @_name value: (template_string (string_fragment) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((variable_declarator name: (identifier) @_name value: (string) @injection.content)
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((variable_declarator name: (identifier) @_name value: (template_string (string_fragment) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((assignment_expression left: (_) @_name right: (string) @injection.content)
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((assignment_expression left: (_) @_name right: (template_string (string_fragment) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((jsx_attribute (property_identifier) @_name (string) @injection.content)
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))
