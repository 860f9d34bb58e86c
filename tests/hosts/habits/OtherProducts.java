package com.example;

import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.hibernate.annotations.Filter;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;

@Filter(name = "tenant", condition = "tenant_id = :tenantId")
class OtherProducts {
    private static final String LDAP_FILTER = "(&(objectClass=person)(uid={0}))";

    void other(Dataset<Row> rows, Stream<String> names, String id) {
        rows.filter("age > 21 and name like 'x%'").count();
        names.filter(name -> name.startsWith("eq(")).toList();
        DescribeInstancesRequest.builder().filters(f -> f.name("tag:Name").values("x")).build();
        new FilterRegistrationBean<>(servlet).addUrlPatterns("/filter/*");
        odata.filter("contains(Name, 'x') and Price gt 5").top(5);
        ditto.search().filter("and(eq(attributes/location,'kitchen'),exists(features))");
        entityManager.createQuery("select r from Run r where r.name = :name").setParameter("filter", id);
        query.put("filter", "in(sku,a,b):gt(price,5)");
    }
}
