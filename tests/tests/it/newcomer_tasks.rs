//! Tasks of a new user, written as the documentation says, against accounts that have only what the task
//! made and some that belongs to others. Each program is followed by what must be right after it.

use std::time::Duration;

use teo_api::teo::{
    AccelerationDomain, CertificateStatus, CreateDnsRecordRequest, CustomRule, CustomRuleType,
    DeleteDnsRecordsRequest, DescribeAccelerationDomainsFilter, DescribeAccelerationDomainsRequest,
    DescribeDnsRecordsFilter, DescribeDnsRecordsRequest, DescribeL7AccSettingRequest,
    DescribeSecurityPolicyRequest, DescribeZonesRequest, DnsRecord, DnsRecordType,
    ForceRedirectHTTPSParameters, HSTSParameters, ModifyDnsRecordsRequest,
    ModifyHostsCertificateRequest, ModifyL7AccSettingRequest, ModifySecurityPolicyRequest,
    SecurityAction, SecurityActionName, SecurityConfig, SecurityPolicy, SecurityPolicyEntity,
    ServerCertInfo, Switch, ZoneConfig,
};
use teo_api::{Client, Credentials, Error, RateLimit};
use teo_simulator::{Simulator, SimulatorBuilder};

const ZONE: &str = "zone-225qgrnvbi9w";
const OTHER: &str = "zone-2o1t24kgy362";
const HOSTS: [&str; 3] = ["api.example.com", "example.com", "www.example.com"];

async fn start(builder: SimulatorBuilder) -> (Simulator, Client) {
    let builder = builder.zone(ZONE, [HOSTS[1], HOSTS[0], HOSTS[2]]).zone(OTHER, ["example.net"]);
    let builder = builder.rate(1_000_000, Duration::from_secs(1));
    let simulator = builder.start().await.unwrap();
    let client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .rate_limit(RateLimit::Off)
        .build()
        .unwrap();
    (simulator, client)
}

/// Task 1: all zones and all acceleration domains of an account.
async fn everything(client: &Client) -> Result<(usize, Vec<AccelerationDomain>), Error> {
    let zones = client.describe_zones(DescribeZonesRequest::new()).items().all().await?;
    let mut domains = Vec::new();
    for zone in &zones {
        let request = DescribeAccelerationDomainsRequest::new().zone_id(&zone.zone_id);
        domains.extend(client.describe_acceleration_domains(request).items().all().await?);
    }
    Ok((zones.len(), domains))
}

#[tokio::test]
async fn all_zones_and_domains_of_an_account_are_listed() {
    let mut builder = Simulator::builder();
    for number in 0..228 {
        let name = format!("example{number}.com");
        let hosts =
            if number < 218 { vec![name.clone(), format!("www.{name}")] } else { vec![name] };
        builder = builder.zone(format!("zone-{number:012}"), hosts);
    }
    let (_simulator, client) = start(builder).await;
    let (zones, domains) = everything(&client).await.unwrap();
    assert_eq!((zones, domains.len()), (230, 450));
    let of_zone = domains.iter().filter(|domain| domain.zone_id == ZONE);
    let mut hosts: Vec<_> = of_zone.map(|domain| domain.domain_name.as_str()).collect();
    hosts.sort_unstable();
    assert_eq!(hosts, HOSTS);
}

/// Task 3: a DNS record is set, in one of two ways.
async fn set_record(client: &Client, name: &str, content: &str) -> Result<(), Error> {
    if let Some(record) = find_records(client, name).await?.into_iter().next() {
        let changed = [record.content(content)];
        let request = ModifyDnsRecordsRequest::new().zone_id(ZONE).dns_records(changed);
        client.modify_dns_records(request).await?;
        return Ok(());
    }
    let request = CreateDnsRecordRequest::new().zone_id(ZONE).name(name);
    let request = request.r#type(DnsRecordType::Txt).content(content);
    client.create_dns_record(request).await.map(|_| ())
}

/// Task 3: and deleted, if it is there.
async fn delete_record(client: &Client, name: &str) -> Result<(), Error> {
    let records = find_records(client, name).await?;
    let ids: Vec<_> = records.into_iter().filter_map(|record| record.record_id).collect();
    if !ids.is_empty() {
        let request = DeleteDnsRecordsRequest::new().zone_id(ZONE).record_ids(ids);
        client.delete_dns_records(request).await?;
    }
    Ok(())
}

async fn find_records(client: &Client, name: &str) -> Result<Vec<DnsRecord>, Error> {
    let filters =
        [DescribeDnsRecordsFilter::name([name]), DescribeDnsRecordsFilter::r#type(["TXT"])];
    let request = DescribeDnsRecordsRequest::new().zone_id(ZONE).filters(filters);
    client.describe_dns_records(request).items().all().await
}

async fn all_records(client: &Client, zone: &str) -> Vec<(String, String)> {
    let request = DescribeDnsRecordsRequest::new().zone_id(zone);
    let records = client.describe_dns_records(request).items().all().await.unwrap();
    records.into_iter().map(|r| (r.name.unwrap(), r.content.unwrap())).collect()
}

#[tokio::test]
async fn a_dns_record_is_made_changed_and_deleted_twice_without_harm() {
    let (_simulator, client) = start(Simulator::builder()).await;
    for (zone, name) in [(ZONE, "a.example.com"), (ZONE, "b.example.com"), (OTHER, "example.net")] {
        let request = CreateDnsRecordRequest::new().zone_id(zone).name(name);
        let request = request.r#type(DnsRecordType::Txt).content("of somebody else");
        client.create_dns_record(request).await.unwrap();
    }
    let strangers = (all_records(&client, ZONE).await, all_records(&client, OTHER).await);
    assert_eq!((strangers.0.len(), strangers.1.len()), (2, 1));
    let name = "_acme-challenge.example.com";
    for content in ["first", "first", "second"] {
        set_record(&client, name, content).await.unwrap();
        let mut records = all_records(&client, ZONE).await;
        records.retain(|record| !strangers.0.contains(record));
        assert_eq!(records, [(name.to_owned(), content.to_owned())]);
    }
    for _ in 0..2 {
        delete_record(&client, name).await.unwrap();
        let left = (all_records(&client, ZONE).await, all_records(&client, OTHER).await);
        assert_eq!(left, strangers);
    }
}

/// Task 4: a certificate on hosts, until it is deployed. Returns how often it was not yet.
async fn deploy(client: &Client, hosts: &[&str], certificate: &str) -> Result<usize, Error> {
    let request = ModifyHostsCertificateRequest::new().zone_id(ZONE).hosts(hosts.iter().copied());
    let certificates = [ServerCertInfo::new().cert_id(certificate)];
    client.modify_hosts_certificate(request.mode("sslcert").server_cert_info(certificates)).await?;
    let mut polls = 0;
    while !find_domains(client, hosts).await?.iter().all(is_deployed) {
        polls += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(polls)
}

fn is_deployed(domain: &AccelerationDomain) -> bool {
    let list = domain.certificate.as_ref().map(|c| c.list.as_slice()).unwrap_or_default();
    list.iter().any(|one| one.status == Some(CertificateStatus::Deployed))
}

async fn find_domains(client: &Client, hosts: &[&str]) -> Result<Vec<AccelerationDomain>, Error> {
    let filter = DescribeAccelerationDomainsFilter::domain_name(hosts.iter().copied());
    let request = DescribeAccelerationDomainsRequest::new().zone_id(ZONE).filters([filter]);
    client.describe_acceleration_domains(request).items().all().await
}

#[tokio::test]
async fn a_certificate_on_hosts_is_deployed_after_a_while_and_the_other_hosts_have_none() {
    let builder = Simulator::builder().task_duration(Duration::from_millis(200));
    let (_simulator, client) = start(builder).await;
    let polls = deploy(&client, &HOSTS[..2], "cert-1").await.unwrap();
    assert!(polls > 0, "it was deployed at once");
    let mut domains = find_domains(&client, &HOSTS).await.unwrap();
    domains.sort_by(|a, b| a.domain_name.cmp(&b.domain_name));
    let ids = domains.iter().map(|domain| {
        let list = domain.certificate.as_ref().map(|c| c.list.as_slice()).unwrap_or_default();
        list.iter().filter_map(|one| one.cert_id.as_deref()).collect::<Vec<_>>()
    });
    assert_eq!(ids.collect::<Vec<_>>(), [vec!["cert-1"], vec!["cert-1"], vec![]]);
}

/// Task 5: a rule that blocks an address is added to the policy of a zone.
async fn block(client: &Client, address: &str) -> Result<(), Box<dyn std::error::Error>> {
    let entity = SecurityPolicyEntity::ZoneDefaultPolicy;
    let request = DescribeSecurityPolicyRequest::new().zone_id(ZONE).entity(entity.clone());
    let policy = client.describe_security_policy(request).await?.security_policy;
    let mut custom = policy.and_then(|policy| policy.custom_rules).unwrap_or_default();
    let rules = custom.rules.get_or_insert_default();
    if rules.iter().any(|rule| rule.rule_type == Some(CustomRuleType::ManagedAccessRule)) {
        return Err("some rules are managed by the vendor".into());
    }
    let deny = SecurityAction::new().name(SecurityActionName::Deny);
    let condition = format!("${{http.request.ip}} in ['{address}']");
    let rule = CustomRule::new().name(format!("block-{address}")).condition(condition);
    rules.push(rule.action(deny).enabled(Switch::On));
    let request = ModifySecurityPolicyRequest::new().zone_id(ZONE).entity(entity);
    let policy = SecurityPolicy::new().custom_rules(custom);
    let request = request.security_config(SecurityConfig::new()).security_policy(policy);
    client.modify_security_policy(request).await?;
    Ok(())
}

async fn rules_of(client: &Client, zone: &str) -> Vec<CustomRule> {
    let request = DescribeSecurityPolicyRequest::new().zone_id(zone).entity("ZoneDefaultPolicy");
    let policy = client.describe_security_policy(request).await.unwrap().security_policy;
    policy.and_then(|policy| policy.custom_rules?.rules).unwrap_or_default()
}

#[tokio::test]
async fn an_address_is_blocked_beside_those_that_are_with_every_seed() {
    for seed in 0..20 {
        let (_simulator, client) = start(Simulator::builder().seed(seed)).await;
        for (number, address) in ["192.0.2.1", "192.0.2.2"].into_iter().enumerate() {
            let before = rules_of(&client, ZONE).await;
            assert_eq!(before.len(), number, "seed {seed}");
            block(&client, address).await.unwrap();
            let after = rules_of(&client, ZONE).await;
            assert_eq!(after[..number], before[..], "seed {seed}");
            assert_eq!(after[number].name, Some(format!("block-{address}")), "seed {seed}");
        }
        assert!(rules_of(&client, OTHER).await.is_empty(), "seed {seed}");
    }
}

/// Task 6: HTTPS is forced on a site, and told to browsers.
async fn set_https(client: &Client, switch: Switch) -> Result<ZoneConfig, Error> {
    let redirect =
        ForceRedirectHTTPSParameters::new().switch(switch.clone()).redirect_status_code(301);
    let hsts = HSTSParameters::new().switch(switch).timeout(31_536_000);
    let config = ZoneConfig::new().force_redirect_https(redirect).hsts(hsts);
    let request = ModifyL7AccSettingRequest::new().zone_id(ZONE).zone_config(config);
    client.modify_l7_acc_setting(request).await?;
    read_settings(client, ZONE).await
}

async fn read_settings(client: &Client, zone: &str) -> Result<ZoneConfig, Error> {
    let request = DescribeL7AccSettingRequest::new().zone_id(zone);
    let setting = client.describe_l7_acc_setting(request).await?.zone_setting;
    Ok(setting.and_then(|setting| setting.zone_config).unwrap_or_default())
}

#[tokio::test]
async fn what_is_set_of_https_is_read_again_and_nothing_else_changes() {
    for seed in 0..20 {
        let (_simulator, client) = start(Simulator::builder().seed(seed)).await;
        let other = read_settings(&client, OTHER).await.unwrap();
        let first = read_settings(&client, ZONE).await.unwrap();
        for switch in [Switch::On, Switch::Off, Switch::On] {
            let mut config = set_https(&client, switch.clone()).await.unwrap();
            assert_eq!(config, read_settings(&client, ZONE).await.unwrap(), "seed {seed}");
            let redirect = config.force_redirect_https.take().unwrap();
            assert_eq!(redirect.switch, Some(switch.clone()), "seed {seed}");
            assert_eq!(redirect.redirect_status_code, Some(301), "seed {seed}");
            let hsts = config.hsts.take().unwrap();
            assert_eq!((hsts.switch, hsts.timeout), (Some(switch), Some(31_536_000)));
            (config.force_redirect_https, config.hsts) =
                (first.force_redirect_https.clone(), first.hsts.clone());
            assert_eq!(config, first, "seed {seed}");
        }
        assert_eq!(read_settings(&client, OTHER).await.unwrap(), other, "seed {seed}");
    }
}
