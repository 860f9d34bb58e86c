-- A session in Neovim: the steps, one after the other, and what the screen shows after each, written to $TRANSCRIPT.
-- Keys are typed as a person types them, so that completion and its menu work; nothing is drawn over the screen without a
-- terminal, so menus and floating windows are written below it.

vim.o.columns, vim.o.lines, vim.o.completeopt = 140, 12, 'menuone'
local transcript = {}
local session

local function fail(message)
  vim.fn.writefile(vim.list_extend(transcript, vim.split(message, '\n')), vim.env.TRANSCRIPT)
  vim.cmd('cquit')
end

local function pause()
  vim.defer_fn(function()
    local ok, message = coroutine.resume(session)
    if not ok then fail(debug.traceback(session, message)) end
  end, 10)
  coroutine.yield()
end

local function wait(what, condition)
  local deadline = vim.loop.now() + 20000
  while not condition() do
    if vim.loop.now() > deadline then error('waited in vain for ' .. what) end
    pause()
  end
end

local function write(line)
  table.insert(transcript, (line:gsub('%s+$', '')))
end

local function screen(title)
  vim.cmd('redraw!')
  write('== ' .. title)
  for row = 1, math.min(vim.fn.line('$'), vim.o.lines - 2) do
    local cells = {}
    for column = 1, vim.o.columns do
      cells[column] = vim.fn.screenstring(row, column)
    end
    write(table.concat(cells))
  end
  for _, finding in ipairs(vim.diagnostic.get(0)) do
    local text = vim.api.nvim_buf_get_text(0, finding.lnum, finding.col, finding.end_lnum, finding.end_col, {})
    write(('| line %d, %s, %s: %s'):format(finding.lnum + 1, finding.source, finding.code or '', table.concat(text, '\n')))
  end
end

local function popup()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
  end
end

local function float(title)
  wait(title, popup)
  write('== ' .. title)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(popup()), 0, -1, true)) do
    write('| ' .. line)
  end
  vim.api.nvim_win_close(popup(), true)
end

local function menu(title)
  wait(title, function() return vim.fn.pumvisible() == 1 end)
  write('== ' .. title)
  for _, item in ipairs(vim.fn.complete_info({ 'items' }).items) do
    write(('| %-28s %-9s %s'):format(item.abbr or item.word, item.kind, item.menu))
  end
end

local function mode(name)
  wait('mode ' .. name, function() return vim.api.nvim_get_mode().mode:sub(1, 1) == name end)
end

-- Waits until the findings are those of the text: so many, and one with the part of a message.
local function findings(count, part)
  local texts = {}
  local ok = pcall(wait, count .. ' findings', function()
    texts = vim.tbl_map(function(finding) return finding.message end, vim.diagnostic.get(0))
    return #texts == count and table.concat(texts):find(part or '', 1, true)
  end)
  if not ok then error(count .. ' findings expected, not ' .. vim.inspect(texts)) end
end

-- Moves the cursor to a text, or behind it.
local function move(text, behind)
  vim.fn.cursor(1, 1)
  if vim.fn.search('\\V' .. text, 'c') == 0 then error('no such text: ' .. text) end
  if behind then vim.api.nvim_win_set_cursor(0, { vim.fn.line('.'), vim.fn.col('.') - 1 + #text }) end
end

local function type_keys(keys)
  vim.api.nvim_input(vim.api.nvim_replace_termcodes(keys, false, false, false))
end

-- Types keys that end in Insert mode, completes there, and takes the item with the label.
local function complete(title, keys, label)
  type_keys(keys .. '<C-x><C-o>')
  menu('completion ' .. title)
  for index, item in ipairs(vim.fn.complete_info({ 'items' }).items) do
    if (item.abbr or item.word) == label then
      type_keys(('<C-n>'):rep(index - 1) .. '<C-y>')
    end
  end
  type_keys('<Esc>')
  mode('n')
end

local titles
vim.ui.select = function(items, options, choose) -- a person takes the first fix
  titles = vim.tbl_map(options.format_item, items)
  choose(items[1], 1)
end

local function act(text)
  move(text)
  titles = nil
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.lsp.buf.code_action()
  wait('a change', function() return titles and vim.api.nvim_buf_get_changedtick(0) > before end)
  write('== actions at ' .. text)
  for index, title in ipairs(titles) do
    write(('| %d. %s'):format(index, title))
  end
end

-- The groups of the colours of a line, each with the text that it colours.
local function colours(row)
  write('== colours of line ' .. row)
  local line, column = vim.fn.getline(row), 1
  while column <= #line do
    local function group(at) return vim.fn.synIDattr(vim.fn.synIDtrans(vim.fn.synID(row, at, 1)), 'name') end
    local last = column
    while last < #line and group(last + 1) == group(column) do last = last + 1 end
    write(('| %-12s %s'):format(group(column), line:sub(column, last)))
    column = last + 1
  end
end

-- The names that the queries have for the parts of a line.
local function captures(row)
  write('== parts of line ' .. row)
  local query = vim.treesitter.get_query('filter', 'highlights')
  local root = vim.treesitter.get_parser(0, 'filter'):parse()[1]:root()
  for id, node in query:iter_captures(root, 0, row - 1, row) do
    write(('| %-22s %s'):format(query.captures[id], vim.treesitter.query.get_node_text(node, 0)))
  end
end

-- Writes what the server answers where it should have nothing to say.
local function nothing(title, method)
  write('== ' .. title)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, vim.lsp.util.make_position_params(), 20000)) do
    write('| ' .. vim.inspect(answer.result))
  end
end

local steps = { wait = wait, write = write, screen = screen, float = float, menu = menu, findings = findings, move = move,
  complete = complete, act = act, colours = colours, captures = captures, nothing = nothing, mode = mode, popup = popup }
session = coroutine.create(function()
  dofile(vim.env.STEPS)(steps)
  vim.fn.writefile(transcript, vim.env.TRANSCRIPT)
  vim.cmd('quitall!')
end)
vim.defer_fn(function()
  local ok, message = coroutine.resume(session)
  if not ok then fail(debug.traceback(session, message)) end
end, 0)
