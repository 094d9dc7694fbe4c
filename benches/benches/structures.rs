//! Reading and writing a page of 1,000 tasks, with generated and with handwritten structures. Both
//! benches of a pair run in one process, one after the other: compare their ratio, not the figures.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use teo_api::teo::DescribePrefetchTasksResponse;
use teo_benches::{HandwrittenPage, page};

fn reading(criterion: &mut Criterion) {
    let json = page(1000);
    let mut group = criterion.benchmark_group("read 1,000 tasks");
    group.bench_function("handwritten", |bencher| {
        bencher.iter(|| serde_json::from_str::<HandwrittenPage>(black_box(&json)));
    });
    group.bench_function("generated", |bencher| {
        bencher.iter(|| serde_json::from_str::<DescribePrefetchTasksResponse>(black_box(&json)));
    });
    group.finish();
}

fn writing(criterion: &mut Criterion) {
    let json = page(1000);
    let handwritten = serde_json::from_str::<HandwrittenPage>(&json).ok();
    let generated = serde_json::from_str::<DescribePrefetchTasksResponse>(&json).ok();
    let mut group = criterion.benchmark_group("write 1,000 tasks");
    group.bench_function("handwritten", |bencher| {
        bencher.iter(|| serde_json::to_vec(black_box(&handwritten)));
    });
    group.bench_function("generated", |bencher| {
        bencher.iter(|| serde_json::to_vec(black_box(&generated)));
    });
    group.finish();
}

criterion_group!(benches, reading, writing);
criterion_main!(benches);
