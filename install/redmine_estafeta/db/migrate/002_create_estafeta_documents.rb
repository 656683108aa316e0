# frozen_string_literal: true

# What Estafeta last published for the pages, and when it last looked at what changed.
class CreateEstafetaDocuments < ActiveRecord::Migration[6.1]
  MOST = 16.megabytes - 1 # without a limit MariaDB keeps 64 KB

  def change
    create_table :estafeta_documents do |t|
      t.string :name, null: false, limit: 100
      t.string :project, limit: 100
      t.string :digest, null: false, limit: 100
      t.datetime :made_on, null: false
      t.text :texts, null: false, limit: MOST
    end
    add_index :estafeta_documents, :name, unique: true
    add_index :estafeta_documents, :project
    create_table :estafeta_looks do |t|
      t.datetime :seen_on, null: false
      t.string :zone, limit: 100
    end
  end
end
