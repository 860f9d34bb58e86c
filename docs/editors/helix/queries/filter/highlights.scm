; Made by grammar/generate_queries.py.

(operator) @function.builtin
(field) @variable.other.member
(string) @string
(number) @constant.numeric
(boolean) @constant.builtin.boolean
(null) @constant.builtin
(comment) @comment
((operator) @keyword.operator (#match? @keyword.operator "^(and|not|or)$"))
["(" ")" "[" "]"] @punctuation.bracket
"," @punctuation.delimiter
