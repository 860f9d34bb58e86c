vim.bo.commentstring = '# %s'
-- Colours of the tree-sitter grammar, where it is installed; those of syntax/filter.vim otherwise.
pcall(vim.treesitter.start)
