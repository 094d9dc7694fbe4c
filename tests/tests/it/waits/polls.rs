//! What a poll asks for: the items by their identifiers, by filter where the list has one, and through
//! all pages.

use serde_json::{Value, json};

use super::service::{HOST, JOB, Received, Reply, Service, ZONE, domain, error_of, tasks};

/// A list of tasks by offset and limit, as large as the service has them.
fn page_of_tasks(received: &Received, all: &[Value]) -> Reply {
    let number = |name: &str| usize::try_from(received.body[name].as_u64().unwrap()).unwrap();
    let (offset, limit) = (number("Offset"), number("Limit"));
    let page: Vec<_> = all.iter().skip(offset).take(limit).cloned().collect();
    Reply::Response(json!({"TotalCount": all.len(), "Tasks": page}))
}

fn task(job: &str, index: usize, state: &str) -> Value {
    json!({"JobId": job, "Target": format!("http://{HOST}/{index}"), "Status": state})
}

#[tokio::test(start_paused = true)]
async fn a_poll_selects_by_parameters_and_filters_and_asks_for_the_largest_page() {
    let (service, client) = Service::in_turn(vec![domain("online")]);
    client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    let [received] = &service.received()[..] else { panic!("one request") };
    assert_eq!(received.action, "DescribeAccelerationDomains");
    let filter = json!({"Name": "domain-name", "Values": [HOST]});
    let expected = json!({"ZoneId": ZONE, "Filters": [filter], "Offset": 0, "Limit": 200});
    assert_eq!(received.body, expected);

    let (service, client) = Service::in_turn(vec![tasks(&["success"])]);
    client.wait_until_purge_tasks_succeeded(ZONE, JOB).await.unwrap();
    let [received] = &service.received()[..] else { panic!("one request") };
    let filter = json!({"Name": "job-id", "Values": [JOB]});
    let expected = json!({"ZoneId": ZONE, "Filters": [filter], "Offset": 0, "Limit": 1000});
    assert_eq!((&*received.action, &received.body), ("DescribePurgeTasks", &expected));
}

#[tokio::test(start_paused = true)]
async fn the_tasks_of_a_job_come_from_all_pages_and_those_of_other_jobs_do_not_count() {
    let mut all: Vec<Value> = (0..2500).map(|index| task(JOB, index, "success")).collect();
    all.push(task("job-2", 0, "processing"));
    let last = 2499;
    let (service, client) = Service::new(move |number, received| {
        let state = if number < 6 { "processing" } else { "success" };
        all[last] = task(JOB, last, state);
        page_of_tasks(received, &all)
    });
    let done = client.wait_until_prefetch_tasks_succeeded(ZONE, JOB).await.unwrap();
    assert_eq!(done.len(), 2500);
    let offsets: Vec<_> = service.received().iter().map(|r| r.body["Offset"].clone()).collect();
    assert_eq!(offsets, [0, 1000, 2000, 0, 1000, 2000, 0, 1000, 2000]);
}

#[tokio::test(start_paused = true)]
async fn an_item_on_a_later_page_is_found_and_no_page_is_read_after_it() {
    let (service, client) = Service::new(|_, received| {
        let offset = received.body["Offset"].as_u64().unwrap();
        let name =
            |index| if index == 250 { HOST.to_owned() } else { format!("{index}.example.com") };
        let domain = |index| json!({"DomainName": name(index), "DomainStatus": "online"});
        let page: Vec<Value> = (offset..(offset + 200).min(900)).map(domain).collect();
        Reply::Response(json!({"TotalCount": 900, "AccelerationDomains": page}))
    });
    let found = client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!((&*found.domain_name, service.received().len()), (HOST, 2));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_may_be_incomplete_is_read_again() {
    let mut responses = vec![
        // The total says two, and an empty page follows on the first.
        Reply::Response(json!({"TotalCount": 2, "Tasks": [task(JOB, 0, "success")]})),
        Reply::Response(json!({"TotalCount": 2, "Tasks": []})),
        tasks(&["success", "processing"]),
        tasks(&["success", "success"]),
    ]
    .into_iter();
    let (service, client) = Service::new(move |_, _| responses.next().unwrap());
    let done = client.wait_until_purge_tasks_succeeded(ZONE, JOB).await.unwrap();
    assert_eq!((done.len(), service.received().len()), (2, 4));
}

#[tokio::test(start_paused = true)]
async fn an_item_of_the_same_name_in_another_zone_is_not_meant() {
    let other = json!({"ZoneId": "zone-2", "DomainName": HOST, "DomainStatus": "online"});
    let reply = Reply::Response(json!({"TotalCount": 1, "AccelerationDomains": [other]}));
    let (_service, client) = Service::in_turn(vec![reply]);
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!(error.resource(), None);
}

#[tokio::test(start_paused = true)]
async fn a_host_is_found_whatever_the_case_of_its_letters() {
    let (service, client) = Service::in_turn(vec![domain("online")]);
    let found = client.wait_until_acceleration_domain_online(ZONE, "WWW.Example.COM").await;
    assert_eq!((&*found.unwrap().domain_name, service.received().len()), (HOST, 1));
}

#[tokio::test(start_paused = true)]
async fn an_item_in_a_nested_list_is_found_by_the_structures_around_it() {
    let entity = |name: &str, state: &str| json!({"Entity": name, "Status": state});
    let scope = |zone: &str, state: &str| json!({"ZoneId": zone, "EntityStatus": [entity("a.example.com", "fail"), entity(HOST, state)]});
    let template = |scopes: Value| json!({"TemplateId": "temp-1", "TemplateScope": scopes});
    let reply = |state: &str| {
        let scopes = json!([scope("zone-2", "fail"), scope(ZONE, state)]);
        Reply::Response(json!({"SecurityTemplate": [template(scopes)]}))
    };
    let (service, client) = Service::in_turn(vec![reply("process"), reply("online")]);
    let wait = client.wait_until_security_template_binding_online(ZONE, HOST, "temp-1");
    let bound = wait.await.unwrap();
    assert_eq!((bound.entity.as_str(), service.received().len()), (HOST, 2));
    assert_eq!(service.received()[0].body, json!({"ZoneId": ZONE, "TemplateId": ["temp-1"]}));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_listed_but_read_is_the_response() {
    let reply = |state: &str| Reply::Response(json!({"Status": state, "Content": "{}"}));
    let (service, client) = Service::in_turn(vec![reply("doing"), reply("success")]);
    let result = client.wait_until_zone_config_import_succeeded(ZONE, "task-1").await.unwrap();
    assert_eq!((result.content.as_deref(), service.received().len()), (Some("{}"), 2));
    assert_eq!(service.received()[1].body, json!({"ZoneId": ZONE, "TaskId": "task-1"}));
}
