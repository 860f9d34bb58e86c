/**
 * The run-filter language for editors: highlighting, folding and selection, in files of filters and in the strings of programs.
 *
 * It accepts what ../filter.lark accepts, and what surrounds filters where they stand: several in one file, comments in files
 * of filters, the quotes and block headers that host grammars count to the content of a string, and \"…\" in such a string.
 */
module.exports = grammar({
  name: 'filter',

  extras: _ => [/\s/],

  rules: {
    filters: $ => optional(choice(
      seq(choice($._quote, $._block_header), repeat($._item), optional($._quote)),
      seq(repeat1($._item), optional($._quote)),
    )),
    _item: $ => choice($.call, $.comment),
    comment: _ => /#[^\n]*/,

    call: $ => seq(field('operator', $.operator), '(', optional($._arguments), ')'),

    _arguments: $ => seq(
      field('argument', choice($.field, $._value)),
      repeat(seq(',', field('argument', $._value))),
    ),

    _value: $ => choice($.call, $._literal),
    _literal: $ => choice($.string, $.number, $.boolean, $.null, $.list),
    list: $ => seq('[', optional(seq($._literal, repeat(seq(',', $._literal)))), ']'),

    operator: $ => $._name,
    field: $ => $._name,
    _name: _ => /[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*/,

    // Each form is one token, so that a quote that is never closed costs one line of colours and no more.
    string: _ => token(choice(
      /"([^"\\]|\\(.|\n))*"/,
      /'[^']*'/,
      /\\"([^"\\]|\\[^"])*\\"/,
    )),
    number: _ => /[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?/,
    boolean: _ => choice('true', 'false'),
    null: _ => 'null',

    _quote: _ => /["'`]+/,
    _block_header: _ => /[|>][-+0-9]*/,
  },
});
