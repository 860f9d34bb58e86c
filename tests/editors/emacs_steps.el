;;; emacs_steps.el --- what a person does in the session, in order  -*- lexical-binding: t -*-

(session-open "alerts.py")
(session-findings 3)
(session-screen "alerts.py")
(session-act "error)")
(session-findings 2)
(session-screen "alerts.py, fixed")
(eglot-format-buffer)
(session-screen "alerts.py, formatted")

(session-open "rules.yaml")
(session-findings 2)
(session-screen "rules.yaml")
(session-act "has(")
(session-findings 1)
(session-screen "rules.yaml, fixed")

(session-open "saved.filter")
(session-findings 1)
(session-screen "saved.filter")
(session-colours 2)
