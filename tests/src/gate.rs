//! A gate between a terminal and head office: passes bytes on, holds them back, or lets nobody in. TLS goes through it
//! unopened.

use std::net::SocketAddr;
use tokio::io::copy_bidirectional;
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
    task: JoinHandle<()>,
}

impl Gate {
    /// Opens a gate in front of `office`, on a port of its own.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn open(office: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mode = watch::Sender::new(Mode::Open);
        let modes = mode.subscribe();
        let task = tokio::spawn(async move {
            while let Ok((terminal, _)) = listener.accept().await {
                tokio::spawn(pass(terminal, office, modes.clone()));
            }
        });
        Ok(Self { address, mode, task })
    }

    /// Changes what the gate does, also with connections there are.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(mut terminal: TcpStream, office: SocketAddr, mut mode: watch::Receiver<Mode>) {
    if mode.wait_for(|mode| *mode != Mode::Held).await.is_ok_and(|mode| *mode == Mode::Cut) {
        return;
    }
    let Ok(mut upstream) = TcpStream::connect(office).await else { return };
    let cut = async {
        // Ends with the gate, too: then everything is cut.
        let _ = mode.wait_for(|mode| *mode == Mode::Cut).await;
    };
    tokio::select! {
        _ = copy_bidirectional(&mut terminal, &mut upstream) => {}
        () = cut => {}
    }
}
