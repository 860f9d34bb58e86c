;; extends
; Made by grammar/generate_queries.py: strings that are named as filters and begin as a filter.

((keyed_element . (literal_element) @_name (literal_element [(interpreted_string_literal) (raw_string_literal)] @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((keyed_element . (literal_element) @_name (literal_element (call_expression arguments: (argument_list . [(interpreted_string_literal) (raw_string_literal)] @injection.content))))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((const_spec name: (identifier) @_name value: (expression_list . [(interpreted_string_literal) (raw_string_literal)] @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((short_var_declaration left: (expression_list . (identifier) @_name) right: (expression_list . [(interpreted_string_literal) (raw_string_literal)] @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))
