;; extends
; Made by grammar/generate_queries.py: strings that are named as filters and begin as a filter.

((attribute (identifier) @_name (expression [(template_expr (quoted_template)) (literal_value (string_lit))] @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((attribute (identifier) @_name (expression (template_expr (heredoc_template (template_literal) @injection.content))))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))

((object_elem key: (_) @_name val: (expression [(template_expr (quoted_template)) (literal_value (string_lit))] @injection.content))
  (#match? @_name "(filter|Filter|FILTER)")
  (#match? @injection.content "^[^A-Za-z]*(and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|notlike|search|exists)\\s*\\(")
  (#set! injection.language "filter")
  (#set! injection.include-children))
