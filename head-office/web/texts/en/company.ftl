# The company.
company = Company
company-name-help = Shown in the office and on terminals
company-language-help = Lists are in the order of this language. Each user chooses the language of the pages.
company-time-zone = Time zone
company-time-zone-help = The office, files and mail show times by it.
company-time-zone-unknown = Choose a time zone
company-time-now = Now there: { $time }
