//! Signing a request with a body of 200 bytes.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use teo_api::runtime::sign::Signing;

fn signing(criterion: &mut Criterion) {
    let payload = [b'x'; 200];
    criterion.bench_function("sign 200 bytes", |bencher| {
        bencher.iter(|| {
            Signing {
                secret_id: "AKIDexample",
                secret_key: black_box("example"),
                service: "teo",
                timestamp: 1_551_113_065,
                method: "POST",
                query: "",
                headers: &[
                    ("content-type", "application/json"),
                    ("host", "teo.tencentcloudapi.com"),
                    ("x-tc-action", "DescribePrefetchTasks"),
                ],
                payload: black_box(&payload),
            }
            .sign()
            .signature
        });
    });
}

criterion_group!(benches, signing);
criterion_main!(benches);
