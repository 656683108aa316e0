# frozen_string_literal: true

# People at a Redmine, for the quickstart's story and the tests: what they do by REST and by the web pages as a browser would.
# Only Ruby's own library.
#
#   people = Estafeta::Person.all('http://127.0.0.1:3000', 'people.json')    # the file demo.rb writes
#   people['network1'].update(12, status_id: 8, notes: 'done')               # REST, own key
#   people['network1'].edit_by_form(12, 'status_id' => 8, 'notes' => "a\nb") # GET the form, POST all of it
#   people['network1'].bulk_edit([12, 13], 'status_id' => 8)
#   people['network1'].change_tracker_by_form(12, 3)
#
# Form methods answer a Page: code, saved?, errors, notice. REST methods answer an Answer: code, body (parsed), errors.

require 'cgi'
require 'json'
require 'net/http'
require 'uri'

module Estafeta
  Answer = Struct.new(:code, :body) do
    def ok? = (200..299).cover?(code)
    def errors = body.is_a?(Hash) ? Array(body['errors']) : []
  end

  Page = Struct.new(:code, :text, :location) do
    # Redmine redirects after saving and shows the form again otherwise.
    def saved? = (300..399).cover?(code)
    def errors
      listed = messages(/<div id="errorExplanation">(.*?)<\/div>/m).flat_map { |one| one.scan(/<li>(.*?)<\/li>/m).flatten }
      listed + messages(/<div class="flash error"[^>]*>(.*?)<\/div>/m)
    end

    def notice = messages(/<div class="flash notice"[^>]*>(.*?)<\/div>/m).first.to_s.gsub(/<[^>]+>/, '')
    def conflict? = text.to_s.include?('name="conflict_resolution"')

    def messages(pattern)
      text.to_s.scan(pattern).flatten.map { |one| CGI.unescapeHTML(one.strip) }
    end
  end

  # The fields of one form of a page, as the browser would send them.
  class Form
    attr_reader :action, :fields, :choices

    # part: text by which the form's opening tag is known, such as `id="issue-form"`.
    def initialize(html, part)
      @html = html[/<form[^>]*#{Regexp.escape(part)}.*?<\/form>/m] or raise "no form with #{part} in the page"
      @action = attribute(@html[/<form[^>]*>/m], 'action')
      @fields = [] # [name, value], a name may come twice
      @choices = {} # name => [[value, text], …] of the selects
      read
    end

    def set(name, value)
      @fields.reject! { |one, _| one == name }
      Array(value).each { |one| @fields << [name, one.to_s] }
    end

    def value(name)
      @fields.reverse.find { |one, _| one == name }&.last
    end

    # Texts go with CRLF, as browsers send them.
    def encoded
      @fields.map { |name, value| "#{CGI.escape(name)}=#{CGI.escape(value.gsub(/\r?\n/, "\r\n"))}" }.join('&')
    end

    private

    def read
      @html.scan(/<(input|textarea|select)\b([^>]*)>(.*?)(?=<(?:input|textarea|select|button)\b|\z)/m) do |tag, attributes, rest|
        name = attribute(attributes, 'name')
        next if name.nil? || attributes =~ /\bdisabled\b/

        read_tag(tag, name, attributes, rest)
      end
    end

    def read_tag(tag, name, attributes, rest)
      case tag
      when 'input' then input(name, attributes)
      when 'textarea' then @fields << [name, CGI.unescapeHTML(rest[/\A(.*?)<\/textarea>/m, 1].to_s.sub(/\A\r?\n/, ''))]
      when 'select' then select(name, attributes, rest)
      end
    end

    def input(name, attributes)
      type = attribute(attributes, 'type') || 'text'
      return if %w[submit button image file reset].include?(type)
      return if %w[checkbox radio].include?(type) && attributes !~ /\bchecked\b/

      @fields << [name, attribute(attributes, 'value').to_s]
    end

    def select(name, attributes, rest)
      options = rest.scan(/<option\b([^>]*)>(.*?)<\/option>/m).map do |of, text|
        [attribute(of, 'value') || CGI.unescapeHTML(text), CGI.unescapeHTML(text), of.match?(/\bselected\b/)]
      end
      @choices[name] = options.map { |value, text, _| [value, text] }
      chosen = options.select(&:last)
      chosen = options.first(1) if chosen.empty? && attributes !~ /\bmultiple\b/
      chosen.each { |value, _, _| @fields << [name, value] }
    end

    def attribute(text, name)
      found = text.to_s[/\b#{name}="([^"]*)"/, 1]
      found && CGI.unescapeHTML(found)
    end
  end

  class Person
    attr_reader :login, :name, :mail, :role, :id

    # file: JSON, login => {key, name, mail, password, role, id}; as demo.rb writes it.
    def self.all(url, file)
      JSON.parse(File.read(file, encoding: 'UTF-8')).to_h { |login, one| [login, new(url, login, one)] }
    end

    def initialize(url, login, about)
      @base = URI(url)
      @login = login
      @key, @password, @name, @mail, @role, @id = about.values_at('key', 'password', 'name', 'mail', 'role', 'id')
      @cookies = {}
    end

    # --- REST ------------------------------------------------------------------------------------------------------------

    def get(path) = rest(Net::HTTP::Get, path)
    def post(path, body) = rest(Net::HTTP::Post, path, body)
    def put(path, body) = rest(Net::HTTP::Put, path, body)
    def delete(path) = rest(Net::HTTP::Delete, path)

    def create(attributes) = post('/issues.json', 'issue' => attributes)
    def update(id, attributes) = put("/issues/#{id}.json", 'issue' => attributes)
    def issue(id, include: 'journals,relations,children,allowed_statuses') = get("/issues/#{id}.json?include=#{include}").body&.fetch('issue', nil)
    def issues(query) = get("/issues.json?#{query}").body['issues']
    def allowed_statuses(id) = (issue(id, include: 'allowed_statuses') || {}).fetch('allowed_statuses', []).map { |one| one['name'] }

    # --- web pages -------------------------------------------------------------------------------------------------------

    def open(path)
      page = web(Net::HTTP::Get, @base.path + path)
      if page.location.to_s.include?('/login')
        log_in
        page = web(Net::HTTP::Get, @base.path + path)
      end
      page
    end

    # The edit form of an issue; opened now, it may be saved later (somebody else may have written in between).
    def open_form(id, query = '')
      Form.new(open("/issues/#{id}/edit#{query}").text, 'id="issue-form"')
    end

    # values: names within the form (`status_id`, `notes`, `custom_field_values][7`) => value.
    def save_form(form, values) = submit(form, values.transform_keys { |name| "issue[#{name}]" })

    def submit(form, values)
      values.each { |name, value| form.set(name, value) }
      web(Net::HTTP::Post, form.action, form.encoded)
    end

    def edit_by_form(id, values) = save_form(open_form(id), values)

    # What the form offers: status_id => [[id, name], …].
    def offered(id, name = 'status_id') = open_form(id).choices["issue[#{name}]"] || []

    def create_by_form(project, tracker_id, values)
      form = Form.new(open("/projects/#{project}/issues/new?issue[tracker_id]=#{tracker_id}").text, 'id="issue-form"')
      save_form(form, values)
    end

    # Choosing another tracker loads the form anew, with that tracker's fields and statuses; then it is saved.
    def change_tracker_by_form(id, tracker_id, values = {})
      save_form(open_form(id, "?issue[tracker_id]=#{tracker_id}"), { 'tracker_id' => tracker_id }.merge(values))
    end

    # Only what is chosen is sent on, as with Redmine's form, where every other field says "(no change)".
    def bulk_edit(ids, values)
      page = open("/issues/bulk_edit?#{ids.map { |id| "ids[]=#{id}" }.join('&')}")
      form = Form.new(page.text, 'id="bulk_edit_form"')
      values.each { |name, value| form.set(name == 'notes' ? 'notes' : "issue[#{name}]", value) }
      web(Net::HTTP::Post, form.action, form.encoded)
    end

    # As a script of a page sends it, with the token of the page.
    def post_from_page(path, fields)
      @token ||= CGI.unescapeHTML(open('/my/account').text[/<meta name="csrf-token" content="([^"]*)"/, 1])
      web(Net::HTTP::Post, path, URI.encode_www_form(fields.merge('authenticity_token' => @token)))
    end

    def log_in
      login = "#{@base.path}/login"
      form = Form.new(web(Net::HTTP::Get, login).text, "action=\"#{login}\"")
      form.set('username', @login)
      form.set('password', @password)
      page = web(Net::HTTP::Post, form.action, form.encoded)
      raise "#{@login} cannot log in" unless page.saved?

      page
    end

    private

    def rest(type, path, body = nil)
      request = type.new(@base.path + path)
      request['X-Redmine-API-Key'] = @key
      if body
        request['Content-Type'] = 'application/json'
        request.body = JSON.generate(body)
      end
      response = send_request(request)
      text = response.body.to_s
      Answer.new(response.code.to_i, text.strip.empty? ? nil : parse(text))
    end

    def parse(text)
      JSON.parse(text)
    rescue JSON::ParserError
      text
    end

    def web(type, path, body = nil)
      path = URI(path).request_uri if path.start_with?('http')
      request = type.new(path.gsub('[', '%5B').gsub(']', '%5D'))
      request['Cookie'] = @cookies.map { |pair| pair.join('=') }.join('; ') if @cookies.any?
      if body
        request['Content-Type'] = 'application/x-www-form-urlencoded'
        request.body = body
      end
      response = send_request(request)
      Array(response.get_fields('Set-Cookie')).each do |cookie|
        name, value = cookie.split(';').first.split('=', 2)
        @cookies[name] = value
      end
      Page.new(response.code.to_i, response.body.to_s.dup.force_encoding('UTF-8'), response['Location'])
    end

    def send_request(request)
      Net::HTTP.start(@base.host, @base.port, use_ssl: @base.scheme == 'https', read_timeout: 60) { |http| http.request(request) }
    end
  end
end
