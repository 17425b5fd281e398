//! A server on tokio: every client brings a plugin, and no task waits for another client's.

use plugvisor::{BoxError, Caller, Engine, Runtime, RuntimeBuilder};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::time::{Duration, sleep, timeout};

/// The first line is the plugin, each one after it an argument; each is answered by a line.
async fn serve(stream: TcpStream, builder: RuntimeBuilder) -> Result<(), BoxError> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let runtime = builder.build()?.into_async();
    runtime.create("client.c", &lines.next_line().await?.unwrap_or_default()).await?;
    let answer = runtime.func::<(i32,), i32>("answer").await?;
    while let Some(line) = lines.next_line().await? {
        // A future that is dropped, here because the time is up, stops the call.
        let reply = match timeout(Duration::from_millis(300), answer.call_async(&runtime, (line.parse()?,))).await {
            Ok(result) => result.map_or_else(|error| error.to_string(), |value| value.to_string()),
            Err(_) => "took too long".to_owned(),
        };
        writer.write_all(format!("{reply}\n").as_bytes()).await?;
    }
    Ok(())
}

async fn client(server: impl ToSocketAddrs, plugin: &str) -> Result<String, BoxError> {
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(format!("{plugin}\n3\n0\n").as_bytes()).await?;
    stream.shutdown().await?;
    let mut answers = format!("{plugin}\n");
    stream.read_to_string(&mut answers).await?;
    Ok(answers)
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let engine = Engine::builder().allow_interp_fallback(true).mode(mode).build();
    // A built-in that waits, say for a database. Meanwhile its vCPU thread serves others.
    let price = |_: &mut Caller<'_>, item: i32| async move {
        sleep(Duration::from_millis(20)).await;
        item * 100
    };
    let builder = Runtime::builder(&engine).memory(2 << 20).builtin_async("price", price);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, builder.clone()));
        }
    });
    let clients =
        ["int answer(int n) { return 600 / n + price(n); }", "int answer(int n) { while (n == 3) ; return n; }"];
    for client in clients.map(|plugin| tokio::spawn(client(server, plugin))) {
        print!("{}", client.await??);
    }
    Ok(())
}
