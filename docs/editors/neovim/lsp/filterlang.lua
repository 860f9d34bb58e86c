-- The language server of filterlang, for Neovim 0.11 and later; plugin/filterlang.lua starts it in older ones too.
return {
  cmd = { 'filterlang', 'lsp' },
  filetypes = {
    'filter', 'python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'json', 'jsonc', 'yaml', 'toml', 'terraform',
    'terraform-vars', 'hcl', 'markdown', 'sh', 'bash', 'zsh', 'make', 'http', 'go', 'java', 'kotlin', 'cs',
  },
  root_markers = { 'filterlang.toml', 'pyproject.toml', '.git' },
}
