//! A relay before PostgreSQL that counts messages and bytes. It costs time, so no latency is
//! measured through it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::Context as _;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// Asked for an encrypted connection, instead of a start-up message.
const SSL_REQUEST: [u8; 4] = 80_877_103_u32.to_be_bytes();

/// What went through so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Answers waited for: messages `Sync` and simple queries.
    pub round_trips: u64,
    /// Statements run: messages `Execute` and simple queries.
    pub statements: u64,
    /// Bytes to the server.
    pub sent: u64,
    /// Bytes from the server.
    pub received: u64,
}

#[derive(Debug, Default)]
struct Counters {
    round_trips: AtomicU64,
    statements: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

/// A relay that runs as long as the runtime that it was started on.
#[derive(Debug)]
pub struct Relay {
    url: String,
    counters: Arc<Counters>,
}

impl Relay {
    /// Listens on a free port and passes all connections on to the server of a URL.
    ///
    /// # Errors
    ///
    /// A URL without host and port, or no free port.
    pub async fn start(url: &str) -> anyhow::Result<Self> {
        let mut behind = url::Url::parse(url)?;
        let host = behind.host_str().context("the URL names no host")?;
        let upstream = format!("{host}:{}", behind.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        behind.set_host(Some("127.0.0.1"))?;
        let set = behind.set_port(Some(port));
        set.ok().context("the URL takes no port")?;
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (upstream, counters) = (upstream.clone(), Arc::clone(&counted));
                tokio::spawn(async move {
                    if let Ok(server) = TcpStream::connect(&upstream).await {
                        pass(client, server, counters).await;
                    }
                });
            }
        });
        Ok(Self {
            url: behind.to_string(),
            counters,
        })
    }

    /// The server's URL by way of the relay.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What went through so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        let read = |counter: &AtomicU64| counter.load(Ordering::SeqCst);
        Traffic {
            round_trips: read(&self.counters.round_trips),
            statements: read(&self.counters.statements),
            sent: read(&self.counters.sent),
            received: read(&self.counters.received),
        }
    }
}

/// Either side that closes ends both.
async fn pass(client: TcpStream, server: TcpStream, counters: Arc<Counters>) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        _ = questions(from_client, to_server, &counters) => {}
        _ = answers(from_server, to_client, &counters) => {}
    }
}

/// Message by message, counted before it is passed on: who has the answer finds it counted.
async fn questions(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    counters: &Counters,
) -> std::io::Result<()> {
    let add = |counter: &AtomicU64, number| counter.fetch_add(number, Ordering::SeqCst);
    // The first messages have no type; only the start-up message ends them.
    let mut typed = false;
    loop {
        let mut message = Vec::new();
        if typed {
            message.push(from.read_u8().await?);
        }
        let length = from.read_u32().await?;
        message.extend_from_slice(&length.to_be_bytes());
        let head = message.len();
        message.resize(head + (length as usize).saturating_sub(4), 0);
        from.read_exact(&mut message[head..]).await?;
        match message[0] {
            b'Q' if typed => {
                add(&counters.round_trips, 1);
                add(&counters.statements, 1);
            }
            b'S' if typed => _ = add(&counters.round_trips, 1),
            b'E' if typed => _ = add(&counters.statements, 1),
            _ => typed = typed || message.get(4..8) != Some(&SSL_REQUEST),
        }
        add(&counters.sent, message.len() as u64);
        to.write_all(&message).await?;
    }
}

async fn answers(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    counters: &Counters,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return Ok(());
        }
        counters.received.fetch_add(length as u64, Ordering::SeqCst);
        to.write_all(&buffer[..length]).await?;
    }
}
