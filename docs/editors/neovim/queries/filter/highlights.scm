; Made by grammar/generate_queries.py.

(operator) @function.builtin
(field) @property
(string) @string
(number) @number
(boolean) @boolean
(null) @constant.builtin
(comment) @comment
((operator) @keyword.operator (#match? @keyword.operator "^(and|not|or)$"))
["(" ")" "[" "]"] @punctuation.bracket
"," @punctuation.delimiter
