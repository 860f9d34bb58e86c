autocmd BufRead,BufNewFile *.filter,*.filters setfiletype filter
