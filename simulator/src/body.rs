//! Reads the body of a request up to the service's limit. What is beyond it is received and thrown
//! away: a client that is still sending would otherwise meet a closed connection, not the answer.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};

use crate::fault::Fault;

/// The most that the service takes: 10 MB.
const MOST: usize = 10 * 1024 * 1024;

pub(crate) async fn read(mut body: Body) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|error| {
            Fault::new("InvalidRequest", format!("the body broke off: {error}"))
        })?;
        if let Ok(data) = frame.into_data() {
            length = length.saturating_add(data.len());
            if length <= MOST {
                bytes.extend_from_slice(&data);
            }
        }
    }
    if length > MOST {
        return Err(Fault::new(
            "RequestSizeLimitExceeded",
            format!("the body has {length} bytes; {MOST} is the most"),
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn a_body_of_just_the_limit_is_taken() {
        let body = read(Body::from(vec![b' '; MOST])).await.unwrap();
        assert_eq!(body.len(), MOST);
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_refused() {
        let fault = read(Body::from(vec![b' '; MOST + 1])).await.unwrap_err();
        assert_eq!(fault.code, "RequestSizeLimitExceeded");
    }
}
