//! Signing a request with a body of 200 bytes.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use teo_api::runtime::sign::Signing;

fn signing(criterion: &mut Criterion) {
    let payload = [b'x'; 200];
    criterion.bench_function("sign 200 bytes", |bencher| {
        bencher.iter(|| {
            Signing::new("teo", 1_551_113_065)
                .headers(&[
                    ("content-type", "application/json"),
                    ("host", "teo.tencentcloudapi.com"),
                    ("x-tc-action", "DescribePrefetchTasks"),
                ])
                .payload(black_box(&payload))
                .sign("AKIDexample", black_box("example"))
        });
    });
}

criterion_group!(benches, signing);
criterion_main!(benches);
