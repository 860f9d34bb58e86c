-- The language server of filterlang, for Neovim 0.11 and later; plugin/filterlang.lua starts it in older ones too.

-- Neovim formats lines by a server that can, when `gq` is typed. In a program this one would format filters only, and `gq` would do
-- nothing to a comment: there it stays Neovim's own, or that of another server.
local function on_attach(_, buffer)
  if vim.bo[buffer].filetype == 'filter' or vim.bo[buffer].formatexpr ~= 'v:lua.vim.lsp.formatexpr()' then
    return
  end
  for _, client in ipairs((vim.lsp.get_clients or vim.lsp.get_active_clients)({ bufnr = buffer })) do
    if client.name ~= 'filterlang' and client.server_capabilities.documentRangeFormattingProvider then
      return
    end
  end
  vim.bo[buffer].formatexpr = ''
end

return {
  cmd = vim.g.filterlang_cmd or { 'filterlang', 'lsp' },
  filetypes = {
    'filter', 'python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'json', 'jsonc', 'yaml', 'toml', 'terraform',
    'terraform-vars', 'hcl', 'markdown', 'sh', 'bash', 'zsh', 'make', 'http', 'go', 'java', 'kotlin', 'cs',
  },
  root_markers = { 'filterlang.toml', 'pyproject.toml', '.git' },
  on_attach = on_attach,
}
