;; extends
; Made by grammar/generate_queries.py: strings that are named as filters and begin as a filter.

((block_mapping_pair key: (_) @_name value: (block_node (block_scalar) @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((block_mapping_pair key: (_) @_name value: (flow_node [(plain_scalar) (double_quote_scalar) (single_quote_scalar)] @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((flow_pair key: (_) @_name value: (flow_node [(plain_scalar) (double_quote_scalar) (single_quote_scalar)] @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))
