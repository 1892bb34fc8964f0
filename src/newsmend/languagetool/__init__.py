"""LanguageTool, the grammar checker: brought here, started, asked, and stopped again.

`home` knows where it is and what is missing, `install` brings it, `server` keeps one process of it alive and no longer
than wanted, `client` asks it. LanguageTool is LGPL and language-tool-python GPL: both are an extra, asked over HTTP.
"""
