" Colours of filters without tree-sitter, for Vim as well.
if exists('b:current_syntax')
  finish
endif

syntax match filterField /\<[A-Za-z_][A-Za-z0-9_.]*\>/
syntax match filterOperator /\<[a-z]\+\ze\s*(/
syntax match filterLogical /\<\%(and\|or\|not\)\ze\s*(/
syntax match filterNumber /[+-]\?\<\d\+\%(\.\d\+\)\?\%([eE][+-]\?\d\+\)\?\>/
syntax keyword filterConstant true false null
syntax region filterString start=/"/ skip=/\\./ end=/"/
syntax region filterString start=/'/ end=/'/
syntax match filterComment /^\s*#.*/

highlight default link filterField Identifier
highlight default link filterOperator Function
highlight default link filterLogical Operator
highlight default link filterNumber Number
highlight default link filterConstant Boolean
highlight default link filterString String
highlight default link filterComment Comment

let b:current_syntax = 'filter'
