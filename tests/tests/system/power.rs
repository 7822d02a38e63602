//! What a power cut may leave of a folder. A program runs under strace, which records what it does to files and names; the
//! folder is then rebuilt as of each moment, twice: with all that was done, and with only what was made durable, which is
//! of a file what it held when it was last synced, and of a folder the names it had then.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, Permissions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const CALLS: &str = "trace=openat,write,pwrite64,lseek,ftruncate,fallocate,copy_file_range,rename,renameat,renameat2,link,\
                     linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync";

/// A file, or a folder with the names of what is in it; now, and as it is durable.
#[derive(Clone, Debug)]
enum Node {
    File { now: Vec<u8>, durable: Vec<u8> },
    Folder { now: BTreeMap<String, usize>, durable: BTreeMap<String, usize> },
}

/// A call that has returned.
#[derive(Debug)]
pub struct Call {
    name: String,
    arguments: Vec<String>,
    result: i64,
}

/// A folder as a cut leaves it: what is in each file; `None`: a folder.
pub type Left = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// A moment at which the power may be cut.
pub struct Moment {
    /// What was done last, and which of the two this is.
    pub what: String,
    /// Whether a name changed just before or after it.
    pub at_a_name: bool,
    pub left: Left,
}

/// Runs a command that is to be watched.
pub fn watched(command: &Command, report: &Path) -> Vec<Call> {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-xx", "-s", "4000000", "-e", CALLS, "-o"]).arg(report);
    strace.arg(command.get_program()).args(command.get_args());
    let output = strace.output().unwrap();
    assert!(output.status.code().is_some(), "{}", crate::programs::text(&output));
    let text = fs::read_to_string(report).unwrap();
    let mut unfinished: HashMap<&str, &str> = HashMap::new();
    let mut calls = Vec::new();
    for line in text.lines() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(begun) = rest.strip_suffix(" <unfinished ...>") {
            unfinished.insert(process, begun);
        } else if let Some((_, ended)) = rest.split_once(" resumed>") {
            let begun = unfinished.remove(process).unwrap_or_default();
            calls.extend(Call::read(&format!("{begun}{ended}")));
        } else {
            calls.extend(Call::read(rest));
        }
    }
    calls
}

impl Call {
    /// One that succeeded.
    fn read(line: &str) -> Option<Self> {
        let (call, result) = line.rsplit_once(" = ")?;
        let result: i64 = result.split(['<', ' ']).next()?.parse().ok()?;
        let (name, arguments) = call.trim_end().strip_suffix(')')?.split_once('(')?;
        let arguments = arguments.split(", ").map(str::to_owned).collect();
        (result >= 0).then(|| Self { name: name.to_owned(), arguments, result })
    }

    fn number(&self, at: usize) -> usize {
        self.arguments[at].parse().unwrap_or(0)
    }

    /// The path of an open file; `None` where it has no name any more.
    fn file(&self, at: usize) -> Option<PathBuf> {
        let argument = &self.arguments[at];
        let hex = argument.split_once('<')?.1.strip_suffix('>')?;
        Some(String::from_utf8(bytes(hex)).ok()?.into())
    }

    fn descriptor(&self, at: usize) -> usize {
        self.arguments[at].split('<').next().and_then(|number| number.parse().ok()).unwrap_or(usize::MAX)
    }

    fn text(&self, at: usize) -> Vec<u8> {
        bytes(self.arguments[at].trim_matches('"'))
    }

    /// All paths that are named, each within the folder that stands before it.
    fn paths(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for (at, argument) in self.arguments.iter().enumerate().filter(|(_, argument)| argument.starts_with('"')) {
            assert!(argument.ends_with('"'), "strace has shortened {argument}");
            let named = PathBuf::from(String::from_utf8(self.text(at)).unwrap());
            let within = at.checked_sub(1).and_then(|before| self.file(before));
            found.push(within.map_or(named.clone(), |within| within.join(&named)));
        }
        found
    }
}

/// Reads what strace writes with -xx.
fn bytes(hex: &str) -> Vec<u8> {
    hex.split("\\x").skip(1).map(|digits| u8::from_str_radix(&digits[..2], 16).unwrap()).collect()
}

/// A folder, followed through the calls of a program.
#[derive(Clone)]
pub struct Disk {
    root: PathBuf,
    /// The root is the first.
    nodes: Vec<Node>,
    /// Where open files are read and written next, by descriptor; whether that is always at the end.
    open: HashMap<usize, (usize, bool)>,
}

impl Disk {
    /// As it is, all of it durable.
    pub fn of(root: &Path) -> Self {
        let mut disk = Self { root: root.to_owned(), nodes: Vec::new(), open: HashMap::new() };
        disk.take_in(root);
        disk
    }

    fn take_in(&mut self, path: &Path) -> usize {
        let at = self.nodes.len();
        if path.is_dir() {
            self.nodes.push(Node::Folder { now: BTreeMap::new(), durable: BTreeMap::new() });
            let mut names = BTreeMap::new();
            for entry in fs::read_dir(path).unwrap() {
                let entry = entry.unwrap();
                names.insert(entry.file_name().into_string().unwrap(), self.take_in(&entry.path()));
            }
            self.nodes[at] = Node::Folder { now: names.clone(), durable: names };
        } else {
            let content = fs::read(path).unwrap_or_default();
            self.nodes.push(Node::File { now: content.clone(), durable: content });
        }
        at
    }

    fn find(&self, path: &Path) -> Option<usize> {
        let mut at = 0;
        for part in path.strip_prefix(&self.root).ok()? {
            let Node::Folder { now, .. } = &self.nodes[at] else { return None };
            at = *now.get(part.to_str()?)?;
        }
        Some(at)
    }

    /// The names of the folder that a path lies in, and its own there.
    fn names(&mut self, path: &Path) -> Option<(&mut BTreeMap<String, usize>, String)> {
        path.strip_prefix(&self.root).ok().filter(|path| path.parent().is_some())?;
        let name = path.file_name()?.to_str()?.to_owned();
        let at = self.find(path.parent()?)?;
        let Node::Folder { now, .. } = &mut self.nodes[at] else { return None };
        Some((now, name))
    }

    fn add(&mut self, path: &Path, node: Node) -> Option<usize> {
        let at = self.nodes.len();
        let (names, name) = self.names(path)?;
        names.insert(name, at);
        self.nodes.push(node);
        Some(at)
    }

    fn content(&mut self, path: &Path) -> Option<&mut Vec<u8>> {
        let at = self.find(path)?;
        if let Node::File { now, .. } = &mut self.nodes[at] { Some(now) } else { None }
    }

    fn write(&mut self, path: &Path, at: usize, what: &[u8]) {
        let Some(content) = self.content(path) else { return };
        content.resize(content.len().max(at + what.len()), 0);
        content[at..at + what.len()].copy_from_slice(what);
    }

    /// Where a descriptor is, which moves on by so much.
    fn advance(&mut self, descriptor: usize, path: Option<&Path>, by: usize) -> usize {
        let end = path.and_then(|path| self.content(path)).map_or(0, |content| content.len());
        let (at, appends) = self.open.entry(descriptor).or_default();
        let from = if *appends { end } else { *at };
        *at = from + by;
        from
    }

    fn apply(&mut self, call: &Call) {
        let result = usize::try_from(call.result).unwrap_or_default();
        match call.name.as_str() {
            "openat" => {
                let Some(path) = call.paths().pop() else { return };
                let flags = &call.arguments[2];
                self.open.insert(result, (0, flags.contains("O_APPEND")));
                if self.find(&path).is_none() && flags.contains("O_CREAT") {
                    self.add(&path, Node::File { now: Vec::new(), durable: Vec::new() });
                } else if flags.contains("O_TRUNC")
                    && let Some(content) = self.content(&path)
                {
                    content.clear();
                }
            }
            "write" => {
                let path = call.file(0);
                let at = self.advance(call.descriptor(0), path.as_deref(), result);
                if let Some(path) = path.filter(|path| path.starts_with(&self.root)) {
                    self.write(&path, at, &call.text(1)[..result]);
                }
            }
            "pwrite64" => {
                if let Some(path) = call.file(0).filter(|path| path.starts_with(&self.root)) {
                    self.write(&path, call.number(3), &call.text(1)[..result]);
                }
            }
            "lseek" => drop(self.open.insert(call.descriptor(0), (result, false))),
            "ftruncate" => {
                let length = call.number(1);
                if let Some(content) = call.file(0).and_then(|path| self.content(&path)) {
                    content.resize(length, 0);
                }
            }
            "fallocate" => {
                let end = call.number(2) + call.number(3);
                if let Some(content) = call.file(0).and_then(|path| self.content(&path)) {
                    content.resize(content.len().max(end), 0);
                }
            }
            "copy_file_range" => self.copy(call, result),
            "rename" | "renameat" | "renameat2" => {
                let [from, to] = &call.paths()[..] else { return };
                let moved = self.names(from).and_then(|(names, name)| names.remove(&name));
                if let (Some(moved), Some((names, name))) = (moved, self.names(to)) {
                    names.insert(name, moved);
                }
            }
            "link" | "linkat" => {
                let [from, to] = &call.paths()[..] else { return };
                if let (Some(at), Some((names, name))) = (self.find(from), self.names(to)) {
                    names.insert(name, at);
                }
            }
            "unlink" | "unlinkat" | "rmdir" => {
                for path in call.paths() {
                    if let Some((names, name)) = self.names(&path) {
                        names.remove(&name);
                    }
                }
            }
            "mkdir" | "mkdirat" => {
                for path in call.paths() {
                    self.add(&path, Node::Folder { now: BTreeMap::new(), durable: BTreeMap::new() });
                }
            }
            "fsync" | "fdatasync" => {
                let Some(at) = call.file(0).and_then(|path| self.find(&path)) else { return };
                match &mut self.nodes[at] {
                    Node::File { now, durable } => durable.clone_from(now),
                    Node::Folder { now, durable } => durable.clone_from(now),
                }
            }
            other => panic!("{other} was not asked for"),
        }
    }

    fn copy(&mut self, call: &Call, length: usize) {
        let (Some(from), Some(to)) = (call.file(0), call.file(2)) else { return };
        let at = self.advance(call.descriptor(0), None, length);
        let target = self.advance(call.descriptor(2), Some(&to), length);
        let what = match self.content(&from) {
            Some(content) => content[at..at + length].to_vec(),
            None => {
                let mut what = vec![0; length];
                let mut file = fs::File::open(&from).unwrap();
                file.seek(SeekFrom::Start(at as u64)).and_then(|_| file.read_exact(&mut what)).unwrap();
                what
            }
        };
        self.write(&to, target, &what);
    }

    /// What a cut leaves now: all that was done, or what is durable.
    fn left(&self, is_durable: bool) -> Left {
        let mut left = Left::new();
        let mut due = vec![(PathBuf::new(), 0)];
        while let Some((path, at)) = due.pop() {
            let names = match &self.nodes[at] {
                Node::File { now, durable } => {
                    left.insert(path, Some(if is_durable { durable.clone() } else { now.clone() }));
                    continue;
                }
                Node::Folder { now, durable } => {
                    if is_durable {
                        durable
                    } else {
                        now
                    }
                }
            };
            for (name, at) in names {
                // SQLite makes its index of a log anew; what was logged is nobody's state.
                if !name.ends_with("-shm") && name != "logs" {
                    due.push((path.join(name), *at));
                }
            }
            left.insert(path, None);
        }
        left
    }

    /// Each moment at which something else is left than before, both ways, in order; the last is when all is done.
    pub fn moments(mut self, calls: &[Call]) -> Vec<Moment> {
        let mut moments: Vec<Moment> = Vec::new();
        let mut look = |disk: &Self, what: &str, at_a_name| {
            for (is_durable, which) in [(false, "all arrived"), (true, "only what was synced")] {
                let left = disk.left(is_durable);
                if moments.iter().all(|other| other.left != left) {
                    moments.push(Moment { what: format!("{what}: {which}"), at_a_name, left });
                }
            }
        };
        for call in calls {
            let changes_names = ["rename", "unlink", "link", "rmdir"].iter().any(|name| call.name.starts_with(name));
            let concerned = if changes_names { call.paths() } else { call.file(0).into_iter().collect() };
            let is_within = concerned.iter().any(|path| path.starts_with(&self.root));
            let is_moment = is_within && (changes_names || call.name.contains("sync"));
            let what = format!("{} {}", call.name, concerned.last().cloned().unwrap_or_default().display());
            if is_moment {
                look(&self, &format!("before {what}"), changes_names);
            }
            self.apply(call);
            if is_moment {
                look(&self, &format!("after {what}"), changes_names);
            }
        }
        look(&self, "at the end", true);
        moments
    }

    /// What is durable once all is done.
    pub fn at_the_end(mut self, calls: &[Call]) -> Left {
        calls.iter().for_each(|call| self.apply(call));
        self.left(true)
    }
}

/// All moments at names, and of the others so many that there are not more than this.
pub fn some_of(moments: Vec<Moment>, most: usize) -> Vec<Moment> {
    let names = moments.iter().filter(|moment| moment.at_a_name).count();
    let step = (moments.len() - names).div_ceil(most.saturating_sub(names).max(1)).max(1);
    let mut others = 0;
    let mut kept = moments;
    kept.retain(|moment| {
        others += usize::from(!moment.at_a_name);
        moment.at_a_name || others % step == 0
    });
    kept
}

/// Makes a folder what a cut left.
pub fn put(left: &Left, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    for (path, content) in left {
        let path = folder.join(path);
        let mode = match content {
            None => fs::create_dir(&path).map(|()| 0o700),
            Some(content) => fs::write(&path, content).map(|()| 0o600),
        };
        fs::set_permissions(&path, Permissions::from_mode(mode.unwrap())).unwrap();
    }
}

/// Whether any file holds this.
pub fn holds(left: &Left, what: &[u8]) -> Option<PathBuf> {
    let holds = |bytes: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    let found = left.iter().find(|(_, content)| content.as_deref().is_some_and(holds));
    found.map(|(path, _)| path.clone())
}
