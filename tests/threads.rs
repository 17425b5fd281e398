//! Runtimes that move between threads while others run.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use plugvisor::{Engine, Func, Mode, Runtime};
use plugvisor_tests::available;

/// A runtime on its way, with what it must answer.
struct Traveller {
    runtime: Runtime,
    add: Func<(i32,), i32>,
    total: i32,
    hops: u32,
}

#[test]
fn eight_threads_pass_runtimes_around() {
    const THREADS: usize = 8;
    let engine = Engine::new();
    let module =
        engine.compile("add.c", "static int total; int add(int x) { if (x == 13) *(int *)0 = x; return total += x; }");
    let module = module.unwrap();
    for mode in Mode::CONCRETE.into_iter().filter(|&mode| available(&engine, mode)) {
        let (travellers, hops) = if mode == Mode::Segmented { (16, 25) } else { (24, 100) };
        let (senders, receivers): (Vec<_>, Vec<_>) = (0..THREADS).map(|_| mpsc::channel::<Option<Traveller>>()).unzip();
        let (done, arrived) = mpsc::channel();
        let started = Instant::now();
        thread::scope(|scope| {
            for (me, receiver) in receivers.into_iter().enumerate() {
                let (senders, done) = (senders.clone(), done.clone());
                scope.spawn(move || {
                    for mut traveller in receiver.into_iter().map_while(|message| message) {
                        for x in 0..3 {
                            let x = x * 5 + me as i32;
                            let result = traveller.add.call(&mut traveller.runtime, (x,));
                            if x == 13 {
                                assert!(result.unwrap_err().trap().is_some());
                            } else {
                                traveller.total += x;
                                assert_eq!(result.unwrap(), traveller.total, "{mode}");
                            }
                        }
                        traveller.hops += 1;
                        if traveller.hops == hops {
                            done.send(traveller).unwrap();
                        } else {
                            let next = (me + 1 + traveller.hops as usize % 3) % THREADS;
                            senders[next].send(Some(traveller)).unwrap();
                        }
                    }
                });
            }
            for i in 0..travellers {
                let mut runtime = Runtime::builder(&engine).mode(mode).memory(2 << 20).build().unwrap();
                runtime.link(&module).unwrap();
                let add = runtime.func::<(i32,), i32>("add").unwrap();
                let traveller = Traveller { runtime, add, total: 0, hops: 0 };
                senders[i as usize % THREADS].send(Some(traveller)).unwrap();
            }
            for _ in 0..travellers {
                let mut traveller = arrived.recv_timeout(Duration::from_secs(120)).expect("a thread failed");
                let total = traveller.add.call(&mut traveller.runtime, (0,)).unwrap();
                assert_eq!(total, traveller.total, "{mode}");
            }
            senders.iter().for_each(|sender| sender.send(None).unwrap());
        });
        eprintln!("  {mode}: {travellers} runtimes, {hops} hops each: {:.1?}", started.elapsed());
    }
}
