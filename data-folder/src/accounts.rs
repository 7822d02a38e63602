//! Accounts and groups as `/etc/passwd` and `/etc/group` list them (passwd(5), group(5)).

use rustix::process::{Gid, Uid};
use std::fs;

/// What an account is called; its number where nobody named it.
pub fn name_of(uid: Uid) -> String {
    named(&lines("/etc/passwd"), uid).map_or_else(|| format!("#{}", uid.as_raw()), |(name, _)| name)
}

/// The group that is in an account's own entry.
pub fn primary_group(uid: Uid) -> Option<Gid> {
    named(&lines("/etc/passwd"), uid).map(|(_, group)| group)
}

/// All groups that an account is in, the given one among them.
pub fn groups_of(name: &str, primary: Gid) -> Vec<Gid> {
    memberships(&lines("/etc/group"), name, primary)
}

fn lines(path: &str) -> String {
    // A system without the file names nobody.
    fs::read_to_string(path).unwrap_or_default()
}

fn named(passwd: &str, uid: Uid) -> Option<(String, Gid)> {
    passwd.lines().find_map(|line| {
        let fields: Vec<_> = line.split(':').collect();
        let [name, _, number, group, ..] = fields[..] else { return None };
        let is_it = number.parse() == Ok(uid.as_raw());
        is_it.then(|| Some((name.to_owned(), Gid::from_raw(group.parse().ok()?)))).flatten()
    })
}

fn memberships(group: &str, name: &str, primary: Gid) -> Vec<Gid> {
    let mut all = vec![primary];
    for line in group.lines() {
        let fields: Vec<_> = line.split(':').collect();
        let [_, _, number, members] = fields[..] else { continue };
        let Ok(number) = number.parse() else { continue };
        let gid = Gid::from_raw(number);
        if members.split(',').any(|member| member == name) && !all.contains(&gid) {
            all.push(gid);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_their_manual_says() {
        let passwd =
            "root:x:0:0:root:/root:/bin/bash\ntillgate:x:998:997::/var/lib/tillgate:/usr/sbin/nologin\nbroken\n";
        let (name, group) = named(passwd, Uid::from_raw(998)).unwrap();
        assert_eq!((name.as_str(), group.as_raw()), ("tillgate", 997));
        assert!(named(passwd, Uid::from_raw(5)).is_none());
        let groups = "root:x:0:\nssl-cert:x:110:postgres,tillgate\ntillgate:x:997:tillgate\nx:y\n";
        let raw: Vec<_> =
            memberships(groups, "tillgate", Gid::from_raw(997)).into_iter().map(|gid| gid.as_raw()).collect();
        assert_eq!(raw, [997, 110]);
    }
}
