;;; emacs_packages.el --- Debian's packages, which `emacs -Q' does not look for  -*- lexical-binding: t -*-

(dolist (root '("/usr/share/emacs/site-lisp/elpa-src" "/usr/share/emacs/site-lisp/elpa"))
  (when (file-directory-p root)
    (dolist (folder (directory-files root t "\\`[^.]"))
      (when (file-directory-p folder) (push folder load-path)))))
