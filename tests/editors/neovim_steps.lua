-- What a person does in the session, in order. Commands of the editor are those of Neovim 0.7.
return function(session)
  vim.cmd('edit alerts.py')
  session.findings(3)
  session.screen('alerts.py')
  session.act('error)')
  session.findings(2)
  session.screen('alerts.py, fixed')
  vim.lsp.buf.formatting_sync(nil, 20000)
  session.screen('alerts.py, formatted')

  vim.cmd('write | edit rules.yaml')
  session.findings(2)
  session.screen('rules.yaml')
  session.act('has(')
  session.findings(1)
  session.screen('rules.yaml, fixed')

  vim.cmd('write | edit saved.filter')
  session.findings(1)
  session.screen('saved.filter')
  session.colours(2)
  session.captures(2)
end
