# frozen_string_literal: true

# With the plugin, what Estafeta publishes is kept and drawn: on issues, on the client's page, on the departments' pages; for staff,
# and for nobody else. No connector is needed for it: the documents come from the service account.

require 'digest'
require 'time'
require_relative 'support'

class ViewsTest < Acceptance::Test
  DOCUMENTS = '/estafeta/documents.json'

  def with_plugin
    @@plugin ||= redmine.add_plugin(site.file('ids.json'))
  end

  def publish(*documents, by: site.service, drop: [], seen: Time.now)
    with_plugin
    by.post(DOCUMENTS, 'seen' => seen.utc.iso8601, 'put' => documents, 'drop' => drop)
  end

  def publish!(*documents, **more)
    answer = publish(*documents, **more)
    assert_equal 200, answer.code, answer.inspect
    answer.body
  end

  def document(name, texts, project: 'aurora', digest: Digest::SHA256.hexdigest(texts.to_json), made: '2026-11-29T19:58:00Z')
    { 'name' => name, 'project' => project, 'digest' => digest, 'made' => made, 'texts' => texts }
  end

  def there = site.service.get(DOCUMENTS).body['documents']

  rule 'what is published is kept until it is replaced or dropped, and told with its digests' do
    long = { 'en' => { 'title' => 'ж' * 400_000, 'rows' => [['a', nil]] } }
    assert_equal({ 'kept' => 2, 'dropped' => 0 }, publish!(document('desk/aurora', long, digest: 'd1'), document('template/landscape', { 'en' => {} }, project: nil, digest: 't1')))
    assert_equal({ 'desk/aurora' => 'd1', 'template/landscape' => 't1' }, there)
    assert_equal long.to_json, redmine.execute("puts RedmineEstafeta::Document.find_by(name: 'desk/aurora').texts").force_encoding('UTF-8').lines.last.strip
    assert_equal({ 'kept' => 1, 'dropped' => 1 }, publish!(document('desk/aurora', { 'ru' => {} }, digest: 'd2'), drop: %w[template/landscape template/gone]))
    assert_equal({ 'desk/aurora' => 'd2' }, there)
    assert_equal({ 'kept' => 0, 'dropped' => 0 }, publish!)
  end

  rule 'only the service account publishes, and only it is told what is there' do
    publish!(document('change/1', { 'en' => {} }, digest: 'kept'), drop: there.keys)
    %w[tam1 admin network1 aurora1].each do |login|
      assert_equal 403, publish(document('change/2', { 'en' => {} }), by: site[login], drop: ['change/1']).code, login
      assert_equal 403, site[login].get(DOCUMENTS).code, login
    end
    stranger = Estafeta::Person.new(redmine.url, 'nobody', 'key' => 'guessed')
    assert_equal [401, 401], [publish(by: stranger).code, stranger.get(DOCUMENTS).code]
    assert_equal({ 'change/1' => 'kept' }, there)
  end

  rule 'of a request with anything wrong in it nothing is kept, and a sentence says what is wrong' do
    publish!(document('change/1', { 'en' => {} }, digest: 'kept'), drop: there.keys - ['change/1'])
    good = document('change/2', { 'en' => {} })
    wrong = { good.merge('name' => 'change/../2') => '"change/../2" is not a valid name of a document', good.merge('name' => "change/2\n") => 'is not a valid name',
              good.merge('digest' => '') => 'digest of change/2', good.merge('made' => 'today') => 'made of change/2 is not a valid time',
              good.merge('texts' => {}) => 'texts of change/2', good.merge('texts' => { 'en' => 'x' }) => 'texts of change/2',
              good.merge('project' => '../x') => 'project of change/2', 'x' => 'must be an object', good => 'change/3 is there twice' }
    wrong.each do |one, sentence|
      answer = publish(document('change/3', { 'en' => {} }), one, drop: ['change/1', *('change/3' if one == good)])
      assert_equal 422, answer.code, sentence
      assert_includes answer.errors.join, sentence
    end
    assert_includes publish(*Array.new(201) { |n| good.merge('name' => "change/#{n + 10}") }).errors.join, 'at most 200'
    assert_includes site.service.post(DOCUMENTS, 'put' => [good]).errors.join, 'seen is not a valid time'
    assert_equal 422, site.service.post(DOCUMENTS, [1]).code
    assert_equal({ 'change/1' => 'kept' }, there)
  end

  rule 'nothing of what is published stands in Redmine\'s log' do
    publish!(document('change/1', { 'en' => { 'title' => 'For our eyes only' } }))
    log = File.read(redmine.log_file, encoding: 'UTF-8')
    assert_includes log, 'POST "/estafeta/documents.json"'
    refute_includes log, 'For our eyes only'
  end
end
