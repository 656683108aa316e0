# frozen_string_literal: true

module RedmineEstafeta
  # Rows as the database gives them, without records and without values being made of them: a feed has hundreds of thousands.
  module RawRows
    class << self
      # `columns` as pluck takes them; instants among them by instant().
      def of(relation, *columns)
        names = columns.map { |one| one.is_a?(Symbol) ? relation.klass.connection.quote_column_name(one) : one }
        names = names.map.with_index { |name, i| columns[i].is_a?(Symbol) ? "#{relation.klass.quoted_table_name}.#{name}" : name }
        relation.klass.connection.select_rows(relation.select(*names).to_sql)
      end

      # An instant as text, of a column by name.
      def instant(model, column)
        name = "#{model.quoted_table_name}.#{model.connection.quote_column_name(column)}"
        case model.connection.adapter_name
        when /postgres/i then Arel.sql("CAST(#{name} AS varchar(19))")
        when /mysql|trilogy/i then Arel.sql("CAST(#{name} AS char(19))")
        else Arel.sql(name)
        end
      end

      # Of a column that holds one: databases differ.
      def true?(value) = [true, 1, 't'].include?(value)
    end
  end
end
