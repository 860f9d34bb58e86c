;;; langsmith-filter.el --- LangSmith run filters, with the language server of filterlang  -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "26.3") (eglot "1.9"))

;;; Commentary:

;; A mode for files of filters, and the language server for these and for files of other languages that have filters in them.
;; Eglot runs one server in a buffer: take a mode out of `langsmith-filter-host-modes' that has another server.

;;; Code:

(require 'eglot)

(defgroup langsmith-filter nil
  "LangSmith run filters."
  :group 'languages)

(defcustom langsmith-filter-server '("filterlang" "lsp")
  "The command of the language server."
  :type '(repeat string))

(defcustom langsmith-filter-host-modes
  '(python-mode python-ts-mode js-mode js-ts-mode typescript-mode typescript-ts-mode tsx-ts-mode json-mode js-json-mode
    json-ts-mode yaml-mode yaml-ts-mode conf-toml-mode toml-ts-mode terraform-mode hcl-mode markdown-mode gfm-mode sh-mode
    bash-ts-mode makefile-gmake-mode go-mode go-ts-mode java-mode java-ts-mode kotlin-mode kotlin-ts-mode csharp-mode
    csharp-ts-mode)
  "The modes, beside that of filters, whose files the server checks."
  :type '(repeat symbol))

(defvar langsmith-filter-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?_ "w" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\' "\"" table)
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    table))

(defvar langsmith-filter-font-lock-keywords
  '(("\\<\\(and\\|or\\|not\\)\\s-*(" 1 font-lock-keyword-face)
    ("\\<\\([a-z]+\\)\\s-*(" 1 font-lock-function-name-face)
    ("\\<\\(?:true\\|false\\|null\\)\\>" . font-lock-constant-face)
    ("(\\s-*\\([A-Za-z_][A-Za-z0-9_.]*\\)\\s-*," 1 font-lock-variable-name-face)))

;;;###autoload
(define-derived-mode langsmith-filter-mode prog-mode "Filter"
  "A mode for files of LangSmith run filters."
  (setq-local comment-start "# ")
  (setq-local font-lock-defaults '(langsmith-filter-font-lock-keywords)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.filters?\\'" . langsmith-filter-mode))

(add-to-list 'eglot-server-programs
             (cons (cons 'langsmith-filter-mode langsmith-filter-host-modes) langsmith-filter-server))

(provide 'langsmith-filter)
;;; langsmith-filter.el ends here
