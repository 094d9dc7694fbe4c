//! Ids of requests, jobs and zones. They look as arbitrary as the ids of the service, but are
//! computed from a counter, so that two runs of a test get the same ids.

/// Returns an id in the form of a UUID, a different one for every number.
pub(crate) fn request_id(number: u64) -> String {
    let (high, low) = (scramble(number), scramble(!number));
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff,
    )
}

/// Returns thirteen digits and lower-case letters, a different id for every number.
pub(crate) fn job_id(number: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    // Thirteen digits in base 36 can represent any 64 bits.
    let mut remaining = scramble(number);
    let mut id = String::with_capacity(13);
    for _ in 0..13 {
        id.push(char::from(DIGITS[(remaining % 36) as usize]));
        remaining /= 36;
    }
    id
}

/// Spreads a number over all 64 bits. Each step is reversible, so different numbers have different
/// results.
pub(crate) fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3 {
        mixed ^= mixed >> 32;
        mixed = mixed.wrapping_mul(0xd6e8_feb8_6659_fd93);
    }
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_differ_and_are_the_same_in_every_run() {
        let jobs: HashSet<_> = (0..10_000).map(job_id).collect();
        let requests: HashSet<_> = (0..10_000).map(request_id).collect();
        assert_eq!((jobs.len(), requests.len()), (10_000, 10_000));
        assert_eq!(job_id(7), job_id(7));
    }

    #[test]
    fn ids_have_the_form_of_the_ids_of_the_service() {
        let job = job_id(0);
        assert_eq!(job.len(), 13);
        assert!(job.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()));
        let lengths: Vec<_> = request_id(0).split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
