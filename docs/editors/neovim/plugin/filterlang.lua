-- Starts the language server in files that can have filters, by lsp/filterlang.lua beside this folder.
if vim.lsp.enable then -- Neovim 0.11 and later
  vim.lsp.enable('filterlang')
  return
end

local config = dofile(vim.api.nvim_get_runtime_file('lsp/filterlang.lua', false)[1])
local clients = {} -- by root

-- The nearest folder above a file that has a marker, else the file's own.
local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  local above = folder
  while true do
    for _, marker in ipairs(config.root_markers) do
      if vim.loop.fs_stat(above .. '/' .. marker) then
        return above
      end
    end
    local parent = vim.fn.fnamemodify(above, ':h')
    if parent == above then
      return folder
    end
    above = parent
  end
end

-- What Neovim 0.8 and later do by themselves, and what the configuration says.
local function on_attach(client, buffer)
  vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
  if vim.bo[buffer].filetype == 'filter' then
    vim.bo[buffer].formatexpr = 'v:lua.vim.lsp.formatexpr()'
  end
  config.on_attach(client, buffer)
end

vim.api.nvim_create_autocmd('FileType', {
  pattern = config.filetypes,
  callback = function(event)
    local path = vim.api.nvim_buf_get_name(event.buf)
    if vim.bo[event.buf].buftype ~= '' or path == '' then
      return
    end
    local root = root_of(path)
    if not (clients[root] and vim.lsp.get_client_by_id(clients[root])) then
      clients[root] = vim.lsp.start_client({ name = 'filterlang', cmd = config.cmd, root_dir = root, on_attach = on_attach })
    end
    if clients[root] then
      vim.lsp.buf_attach_client(event.buf, clients[root])
    end
  end,
})
