; Made by grammar/generate_queries.py.

(operator) @function
(field) @property
(string) @string
(number) @number
(boolean) @boolean
(null) @constant
(comment) @comment
((operator) @keyword (#match? @keyword "^(and|not|or)$"))
["(" ")" "[" "]"] @punctuation.bracket
"," @punctuation.delimiter
