;;; emacs_session.el --- a session in Emacs: the steps, and what it shows after each  -*- lexical-binding: t -*-

;; Written to $TRANSCRIPT.

(load (expand-file-name "emacs_packages.el" (file-name-directory load-file-name)) nil t)
(require 'yaml-mode)

(setq eglot-sync-connect 20
      eglot-autoshutdown t
      eglot-confirm-server-initiated-edits nil
      create-lockfiles nil
      make-backup-files nil)

(defvar session-transcript '())

(defun session-write (&rest words)
  (push (string-trim-right (apply #'format words)) session-transcript))

(defun session-save ()
  (write-region (concat (string-join (reverse session-transcript) "\n") "\n") nil (getenv "TRANSCRIPT") nil 'silent))

(defun session-wait (what condition)
  "Wait until CONDITION holds, and return its value."
  (let ((deadline (+ (float-time) 20)) result)
    (while (not (setq result (funcall condition)))
      (when (> (float-time) deadline) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.02))
    result))

(defun session-open (name)
  (find-file name)
  (unless (eglot-managed-p) (apply #'eglot (eglot--guess-contact))))

(defun session-findings (count &optional part)
  "Wait until there are COUNT findings, and one with PART of a message."
  (eglot--signal-textDocument/didChange) ; by an idle timer otherwise, which does not run in batch
  (session-wait (format "%d findings, not %S" count (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))
                (lambda ()
                  (flymake-start)
                  (let ((texts (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))
                    (and (= count (length texts))
                         (string-search (or part "") (string-join texts)))))))

(defun session-screen (title)
  "Write the lines, each finding below the text that it is about."
  (session-write "== %s" title)
  (save-excursion
    (goto-char (point-min))
    (while (not (eobp))
      (session-write "  %s" (buffer-substring (line-beginning-position) (line-end-position)))
      (dolist (finding (sort (flymake-diagnostics (line-beginning-position) (line-end-position))
                             (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b)))))
        (goto-char (flymake-diagnostic-beg finding))
        (session-write "  %s%s %s: %s" (make-string (current-column) ?\s)
                       (make-string (max 1 (- (flymake-diagnostic-end finding) (point))) ?^)
                       (string-trim-left (symbol-name (flymake-diagnostic-type finding)) ":\\|eglot-")
                       (string-replace "\n" "  " (flymake-diagnostic-text finding))))
      (forward-line))))

(defun session-move (text &optional behind)
  (goto-char (point-min))
  (search-forward text)
  (unless behind (goto-char (match-beginning 0))))

(defun session-text (title function)
  "Write what FUNCTION, one of eldoc's, shows."
  (let (shown)
    (funcall function (lambda (text &rest _) (setq shown text)))
    (session-wait title (lambda () shown))
    (session-write "== %s" title)
    (dolist (line (split-string (substring-no-properties shown) "\n")) (session-write "| %s" line))))

(defun session-complete (text label)
  "Complete behind TEXT, and take the item LABEL."
  (session-move text t)
  (session-write "== completion behind %s" (string-trim text))
  (pcase-let* ((`(,begin ,end ,table . ,properties) (eglot-completion-at-point))
               (prefix (buffer-substring begin (point)))
               (annotation (plist-get properties :annotation-function))
               (items (funcall (or (completion-metadata-get (completion-metadata prefix table nil) 'display-sort-function)
                                   #'identity)
                               (all-completions prefix table))))
    (dolist (item items) (session-write "| %-28s%s" (substring-no-properties item) (or (funcall annotation item) "")))
    (when-let ((item (seq-find (lambda (item) (string= item label)) items)))
      (delete-region begin end)
      (insert item)
      (funcall (plist-get properties :exit-function) item 'finished))))

(defun session-act (text)
  "Write the actions at TEXT, and take the first as a person does."
  (session-move text)
  (let ((before (buffer-chars-modified-tick))
        (last-nonmenu-event t)) ; by the keyboard
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_ titles &rest _)
                 (setq titles (mapcar (lambda (title) (if (consp title) (car title) title)) titles))
                 (session-write "== actions at %s" text)
                 (dolist (title titles) (session-write "| %s" title))
                 (car titles))))
      (eglot-code-actions (point) (+ (point) (length text)) nil t))
    (session-wait "a change" (lambda () (> (buffer-chars-modified-tick) before)))))

(defun session-colours (row)
  (font-lock-ensure)
  (goto-char (point-min))
  (forward-line (1- row))
  (session-write "== colours of line %d" row)
  (while (not (eolp))
    (let ((end (min (line-end-position) (next-single-property-change (point) 'face nil (line-end-position)))))
      (session-write "| %-30s %s" (or (get-text-property (point) 'face) "") (buffer-substring-no-properties (point) end))
      (goto-char end))))

(condition-case problem
    (progn
      (load (getenv "CONFIGURATION") nil t)
      (load (getenv "STEPS") nil t)
      (session-save)
      (eglot-shutdown-all))
  (error
   (session-write "%S" problem)
   (session-save)
   (kill-emacs 1)))
