-- Head office, version 31: times are shown by the company's time zone.

-- Its name in the IANA database; empty: that of head office's machine, which was so until now.
ALTER TABLE company ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
