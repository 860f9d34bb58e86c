;;; emacs_steps.el --- what a person does in the session, in order  -*- lexical-binding: t -*-

(session-open "alerts.py")
(session-findings 3)
(session-screen "alerts.py")
