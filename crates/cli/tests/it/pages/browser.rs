//! A browser without JavaScript: it keeps cookies and sends forms.

use std::collections::BTreeMap;

use reqwest::{Client, RequestBuilder, header::HeaderMap, redirect};

pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    #[track_caller]
    pub fn ok(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    #[track_caller]
    pub fn shows(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.text.contains(text), "no `{text}` in {}", self.text);
        }
        self
    }

    #[track_caller]
    pub fn hides(self, text: &str) -> Self {
        assert!(!self.text.contains(text), "`{text}` in {}", self.text);
        self
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The values of an attribute.
    pub fn attributes(&self, name: &str) -> Vec<String> {
        let mark = format!(" {name}=\"");
        let parts = self.text.split(&mark).skip(1);
        parts
            .map(|part| part.split('"').next().unwrap().replace("&#38;", "&"))
            .collect()
    }

    /// What the page's forms carry.
    #[track_caller]
    pub fn csrf(&self) -> String {
        let (_, rest) = self.text.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

pub struct Browser {
    http: Client,
    url: String,
    pub cookies: BTreeMap<String, String>,
    /// As they were set.
    pub set: Vec<String>,
    pub language: &'static str,
}

impl Browser {
    pub fn new(url: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none());
        Self {
            http: http.build().unwrap(),
            url: url.to_owned(),
            cookies: BTreeMap::new(),
            set: Vec::new(),
            language: "en",
        }
    }

    /// One that has launched a demo.
    pub async fn launched(url: &str, profile: &str) -> Self {
        let mut browser = Self::new(url);
        let form = [("demo_account_type", profile), ("email", "ana@example.com")];
        let page = browser.post("/", &form).await.ok(303);
        assert_eq!(page.header("location"), "/demo/progress");
        browser
    }

    /// Where the pages are.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let cookies = self.cookies.iter();
        let cookies: Vec<String> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.url));
        request
            .header("accept-language", self.language)
            .header("cookie", cookies.join("; "))
    }

    pub async fn send(&mut self, request: RequestBuilder) -> Page {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            self.set.push(cookie.to_owned());
        }
        let text = answer.text().await.unwrap();
        Page {
            status,
            headers,
            text,
        }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.send(self.request("GET", path)).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = self
            .request("POST", path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(request).await
    }

    /// Sends a form with the token of a page, and follows where it leads.
    pub async fn submit(&mut self, path: &str, form: &[(&str, &str)]) -> Page {
        let csrf = self.get("/demo/session").await.ok(200).csrf();
        let mut form = form.to_vec();
        form.push(("csrf", &csrf));
        let page = self.post(path, &form).await;
        if page.status != 303 {
            return page;
        }
        let place = page.header("location").to_owned();
        self.get(&place).await
    }
}
