//! An HTTPS server on loopback whose certificate a private root has signed, for `.ci/tls`. It
//! writes the root to the file that is named, prints its address, and returns an empty page for
//! every request.
#![allow(clippy::print_stdout, reason = "the script reads the address")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const PAGE: &str = r#"{"Response": {"TotalCount": 0, "Tasks": [], "RequestId": "by https"}}"#;

#[tokio::main]
async fn main() {
    let root_file = std::env::args().nth(1).unwrap();
    let (root, config) = root_and_config();
    std::fs::write(root_file, root).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("https://localhost:{}", listener.local_addr().unwrap().port());
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(respond(acceptor.clone(), stream));
    }
}

/// Makes a root in PEM, and the configuration of a server for localhost whose certificate the root
/// has signed.
fn root_and_config() -> (String, ServerConfig) {
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    // OpenSSL compares only names to decide whether a certificate signed itself.
    root.distinguished_name.push(DnType::CommonName, "a private root");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_key = KeyPair::generate().unwrap();
    let root_certificate = root.self_signed(&root_key).unwrap();
    let issuer = Issuer::new(root, root_key);

    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = server.signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    (root_certificate.pem(), config)
}

async fn respond(acceptor: TlsAcceptor, stream: TcpStream) {
    // A client that does not trust the root closes the connection here.
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let mut request = [0; 16 * 1024];
    let _ = stream.read(&mut request).await;
    let length = PAGE.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all((head + PAGE).as_bytes()).await;
    let _ = stream.shutdown().await;
}
