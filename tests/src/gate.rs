//! A gate between a terminal and head office: passes bytes on, holds them back, cuts them off, or lets nobody in. TLS
//! goes through it unopened.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the gate does with connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Passes everything on.
    Open,
    /// Accepts connections and leaves them waiting.
    Held,
    /// Cuts connections and accepts no data on new ones.
    Cut,
}

/// A running gate.
pub struct Gate {
    /// Where terminals connect to.
    pub address: SocketAddr,
    mode: watch::Sender<Mode>,
    /// What is done to the connections that there are then, and to no later one.
    blow: watch::Sender<Blow>,
    counts: Arc<Counts>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Counts {
    cuts: AtomicUsize,
    answered_bytes: AtomicU64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Blow {
    None,
    Stall,
    CutAfter(usize),
}

impl Gate {
    /// Opens a gate in front of `office`, on a port of its own.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn open(office: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (mode, blow) = (watch::Sender::new(Mode::Open), watch::Sender::new(Blow::None));
        let counts = Arc::<Counts>::default();
        let (modes, blows, counted) = (mode.subscribe(), blow.clone(), Arc::clone(&counts));
        let task = tokio::spawn(async move {
            while let Ok((terminal, _)) = listener.accept().await {
                tokio::spawn(pass(terminal, office, modes.clone(), blows.subscribe(), Arc::clone(&counted)));
            }
        });
        Ok(Self { address, mode, blow, counts, task })
    }

    /// Changes what the gate does, also with connections there are.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// From now on the connections that there are pass nothing on and are not closed either, as when a router forgot
    /// them. Later ones pass.
    pub fn stall(&self) {
        self.blow.send_replace(Blow::Stall);
    }

    /// Each connection that there is gets so many more bytes through to the terminal and is cut then. Later ones pass.
    pub fn cut_after(&self, bytes: usize) {
        self.blow.send_replace(Blow::CutAfter(bytes));
    }

    /// How many connections were cut after so many bytes.
    pub fn cuts(&self) -> usize {
        self.counts.cuts.load(Ordering::SeqCst)
    }

    /// How many bytes of head office's were passed on to terminals so far, TLS and all.
    pub fn answered_bytes(&self) -> u64 {
        self.counts.answered_bytes.load(Ordering::SeqCst)
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(
    mut terminal: TcpStream,
    office: SocketAddr,
    mut mode: watch::Receiver<Mode>,
    mut blow: watch::Receiver<Blow>,
    counts: Arc<Counts>,
) {
    if mode.wait_for(|mode| *mode != Mode::Held).await.is_ok_and(|mode| *mode == Mode::Cut) {
        return;
    }
    let Ok(mut upstream) = TcpStream::connect(office).await else { return };
    let (mut from_terminal, to_terminal) = terminal.split();
    let (from_office, mut to_office) = upstream.split();
    let mut struck = blow.clone();
    let cut = async {
        // Ends with the gate, too: then everything is cut.
        let _ = mode.wait_for(|mode| *mode == Mode::Cut).await;
    };
    let stalled = async {
        while struck.changed().await.is_ok() {
            if *struck.borrow_and_update() == Blow::Stall {
                return;
            }
        }
        std::future::pending().await
    };
    let is_stalled = tokio::select! {
        biased;
        () = cut => false,
        () = stalled => true,
        _ = copy(&mut from_terminal, &mut to_office) => false,
        was_cut = towards_terminal(from_office, to_terminal, &mut blow, &counts.answered_bytes) => {
            counts.cuts.fetch_add(usize::from(was_cut), Ordering::SeqCst);
            false
        }
    };
    if is_stalled {
        let _ = mode.wait_for(|mode| *mode == Mode::Cut).await;
    }
}

/// Passes on until one side is gone or the bytes are used up; whether they were.
async fn towards_terminal(
    mut office: ReadHalf<'_>,
    mut terminal: WriteHalf<'_>,
    blow: &mut watch::Receiver<Blow>,
    passed_bytes: &AtomicU64,
) -> bool {
    let mut room = usize::MAX;
    let mut bytes = vec![0; 16 << 10];
    loop {
        let Ok(read @ 1..) = office.read(&mut bytes).await else { return false };
        if blow.has_changed().is_ok_and(|changed| changed)
            && let Blow::CutAfter(left) = *blow.borrow_and_update()
        {
            room = left;
        }
        if terminal.write_all(&bytes[..read.min(room)]).await.is_err() {
            return false;
        }
        passed_bytes.fetch_add(read.min(room) as u64, Ordering::SeqCst);
        if read >= room {
            return true;
        }
        room -= read;
    }
}
