"""Text to tree and back. Knows no field, and no operator but those that people write as infix.

The modules stand in this order, and each imports only from those before it:

* ``numbers``, ``strings``: literals, text to value and back.
* ``tree``: the nodes, and walking over them; ``visitors``: visiting and rewriting a tree by the types of its nodes.
* ``printer``: tree to text; ``differences``: the edits between two trees; ``jsonform``: tree to JSON and back.
* ``automaton``, ``table_building``, ``grammar``: the grammar file as an LALR table.
* ``lalr``: text to tree, for a text that the grammar takes.
* ``syntax_rules``, ``lowered``, ``spellings``: what recovery reports, and the words for operators that it knows.
* ``recovery``: the best tree of any other text, with findings.
* ``parser``: ``parse``, which uses the two; ``input``: filters as text, tree or expression.
"""
