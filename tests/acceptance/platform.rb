# frozen_string_literal: true

# The platform of eight departments, for the tests that take one from the TAM's form to its end.

module Acceptance
  module Platform
    # What each task hands over, in an order in which they can be finished.
    GIVEN = {
      'network' => { 'vlan' => 118, 'subnet' => '10.20.30.0/24' }, 'vms' => { 'hosts' => 'p-1, p-2' },
      'directory' => { 'zone' => 'p.example.org', 'group' => 'p-admins' }, 'linux' => { 'database-host' => 'p-1' },
      'database' => { 'endpoint' => 'p-1:5432' }, 'backup' => { 'policy' => 'daily-30' }, 'monitoring' => { 'dashboard' => 'https://m/p' },
      'security' => {}
    }.freeze
    DEPARTMENTS = { 'network' => 'network', 'vms' => 'vmware', 'directory' => 'microsoft', 'linux' => 'unix', 'database' => 'dba',
                    'backup' => 'backup', 'monitoring' => 'monitoring', 'security' => 'security' }.freeze
    EDGES = [%w[backup security], %w[database backup], %w[database monitoring], %w[directory linux], %w[linux database],
             %w[monitoring security], %w[network directory], %w[network vms], %w[vms linux]].freeze
    ADVISED = %w[issue_added issue_note_added issue_status_updated issue_assigned_to_updated].freeze
  end
end
