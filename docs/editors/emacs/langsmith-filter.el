;;; langsmith-filter.el --- LangSmith run filters, with the language server of filterlang  -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "27.1") (eglot "1.9"))

;;; Commentary:

;; A mode for files of filters, and the language server for these and for files of other languages that have filters in them.
;; Eglot runs one server in a buffer: where it knows another one for a mode, that goes first. `langsmith-filter-flymake' shows
;; findings beside it.

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
  "The modes whose files can have filters in them."
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

(defun langsmith-filter--contact (&optional _interactive)
  "Return the command of the language server, or say how to install it."
  (unless (executable-find (car langsmith-filter-server))
    (user-error "%s is not installed here: pip install \".[lsp]\" in a checkout of filterlang, or set langsmith-filter-server"
                (car langsmith-filter-server)))
  langsmith-filter-server)

(add-to-list 'eglot-server-programs
             (cons (cons 'langsmith-filter-mode langsmith-filter-host-modes) #'langsmith-filter--contact)
             t) ; behind the servers that eglot knows

(defvar-local langsmith-filter--check nil
  "The running check of this buffer.")

(defun langsmith-filter-flymake (report &rest _)
  "Check the filters of this buffer, beside any server.
Call REPORT with what is found."
  (when (process-live-p langsmith-filter--check) (kill-process langsmith-filter--check))
  (let ((source (current-buffer)))
    (setq langsmith-filter--check
          (make-process
           :name "filterlang" :noquery t :connection-type 'pipe :buffer (generate-new-buffer " *filterlang*")
           :command (list (car langsmith-filter-server) "check" "--stdin-filename" (or buffer-file-name (buffer-name))
                          "--output-format" "jsonl" "-")
           :sentinel
           (lambda (process _)
             (unless (process-live-p process)
               (when (and (buffer-live-p source) (eq process (buffer-local-value 'langsmith-filter--check source)))
                 (funcall report (langsmith-filter--findings source (process-buffer process))))
               (kill-buffer (process-buffer process))))))
    (process-send-region langsmith-filter--check (point-min) (point-max))
    (process-send-eof langsmith-filter--check)))

(defun langsmith-filter--findings (source output)
  "Diagnostics of the buffer SOURCE, from the JSON lines in the buffer OUTPUT."
  (with-current-buffer output
    (goto-char (point-min))
    (let (findings)
      (while (looking-at "{")
        (let* ((finding (json-parse-buffer :object-type 'alist))
               (place (lambda (line column)
                        (with-current-buffer source
                          (save-excursion
                            (goto-char (point-min))
                            (forward-line (1- (alist-get line finding)))
                            (min (point-max) (+ (point) (1- (alist-get column finding)))))))))
          (push (flymake-make-diagnostic
                 source (funcall place 'line 'column) (funcall place 'end_line 'end_column)
                 (pcase (alist-get 'severity finding) ("error" :error) ("warning" :warning) (_ :note))
                 (format "filterlang [%s]: %s" (alist-get 'code finding) (alist-get 'message finding)))
                findings))
        (skip-chars-forward " \t\r\n"))
      findings)))

(provide 'langsmith-filter)
;;; langsmith-filter.el ends here
