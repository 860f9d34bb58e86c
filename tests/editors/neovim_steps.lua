-- What a person does in the session, in order. Commands of the editor are those of Neovim 0.7.
return function(session)
  vim.cmd('edit alerts.py')
  session.findings(3)
  session.screen('alerts.py')
end
